package demo_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/kind"
)

// node is an entry or a part, as a line of the files writes it.
type node struct {
	Kind         string                     `json:"kind"`
	Slug         string                     `json:"slug"`
	SourceLocale string                     `json:"sourceLocale"`
	Licence      string                     `json:"licence"`
	Illustrative bool                       `json:"illustrative"`
	Fields       map[string]json.RawMessage `json:"fields"`
	Refs         map[string]json.RawMessage `json:"refs"`
	Texts        map[string]map[string]any  `json:"texts"`
	Parts        []*node                    `json:"parts"`
	Published    []string                   `json:"published"`
}

func (n *node) locales() []string { return slices.Sorted(maps.Keys(n.Texts)) }

// in names the languages in which the node has a field.
func (n *node) in(field string) []string {
	found := []string{}
	for _, locale := range n.locales() {
		if _, ok := n.Texts[locale][field]; ok {
			found = append(found, locale)
		}
	}
	return found
}

// walk visits a node and all parts below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, part := range n.Parts {
		part.walk(visit)
	}
}

func read(t *testing.T) []*node {
	t.Helper()
	stream, err := demo.Open()
	if err != nil {
		t.Fatal(err)
	}
	var entries []*node
	lines := bufio.NewScanner(stream)
	lines.Buffer(nil, 1<<20)
	for number := 1; lines.Scan(); number++ {
		entry := &node{}
		decoder := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(entry); err != nil {
			t.Fatalf("line %d: %v", number, err)
		}
		if decoder.More() {
			t.Fatalf("line %d: more than one value", number)
		}
		entries = append(entries, entry)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return entries
}

func kinds(t *testing.T) *content.Kinds {
	t.Helper()
	all, err := kind.All()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestFiles(t *testing.T) {
	t.Parallel()
	there, err := filepath.Glob("*.ndjson")
	if err != nil {
		t.Fatal(err)
	}
	ordered := []string{}
	for _, kind := range kinds(t).All() {
		if name := kind.Name + ".ndjson"; slices.Contains(there, name) {
			ordered = append(ordered, name)
		}
	}
	if diff := cmp.Diff(ordered, demo.Files()); diff != "" {
		t.Errorf("not the files that are there, in the order of the kinds (-want +got):\n%s", diff)
	}
	if len(ordered) != len(there) {
		t.Errorf("%d files, but only %d of them are named after a kind", len(there), len(ordered))
	}
	for _, name := range there {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(data, []byte("}\n")) {
			t.Errorf("%s does not end with a whole line", name)
		}
		prefix := `{"kind":"` + strings.TrimSuffix(name, ".ndjson") + `",`
		for line := range strings.Lines(string(data)) {
			if !strings.HasPrefix(line, prefix) {
				t.Errorf("%s holds a line of another kind: %.60s", name, line)
			}
		}
	}
}

func TestCounts(t *testing.T) {
	t.Parallel()
	counts := map[string]int{}
	for _, entry := range read(t) {
		entry.walk(func(n *node) { counts[n.Kind]++ })
	}
	want := map[string]int{
		"area": 19, "domain": 8, "skill": 25, "applicantType": 11,
		"organisation": 4, "office": 5,
		"asset": 51, "textTrack": 42,
		"programme": 33, "call": 25, "deadline": 29,
		"dictionary": 1, "edition": 2, "term": 66,
		"course": 4, "module": 14, "lesson": 33, "quizQuestion": 32, "quizOption": 89,
		"webinar": 20, "session": 6, "speaker": 35,
		"questionnaire": 1, "scale": 2, "scalePoint": 10, "section": 4, "question": 12, "option": 22,
		"publication": 7, "file": 23,
		"event": 6, "agendaItem": 41, "mobilityPhase": 3,
		"opportunity": 8,
		"newsletter":  1, "newsletterIssue": 2,
		"project": 1, "objective": 7, "phase": 4, "output": 16, "result": 2,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("numbers (-want +got):\n%s", diff)
	}
}

var slugRule = regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`)

func TestSlugs(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, entry := range read(t) {
		if key := entry.Kind + ":" + entry.Slug; seen[key] {
			t.Errorf("%s is there twice", key)
		} else {
			seen[key] = true
		}
		entry.walk(func(n *node) {
			if !slugRule.MatchString(n.Slug) {
				t.Errorf("%s: %s is no slug", entry.Slug, n.Slug)
			}
			siblings := map[string]bool{}
			for _, part := range n.Parts {
				if siblings[part.Kind+":"+part.Slug] {
					t.Errorf("%s: %s:%s is there twice", entry.Slug, part.Kind, part.Slug)
				}
				siblings[part.Kind+":"+part.Slug] = true
			}
		})
	}
}

// targets says to what kind a relation points, or to which part of a kind.
var targets = map[string]string{
	"area": "area", "areas": "area", "domain": "domain",
	"skill": "skill", "skills": "skill", "skillsRequired": "skill", "skillsHelpful": "skill",
	"organisation": "organisation", "organiser": "organisation", "publisher": "organisation",
	"publishers": "organisation", "leadPartner": "organisation", "partners": "organisation",
	"programme": "programme", "programmes": "programme", "predecessors": "programme", "partOf": "programme",
	"eligibleApplicants": "applicantType",
	"broader":            "term", "related": "term", "terms": "term",
	"course": "course", "courses": "course", "lesson": "course/lesson",
	"edition": "dictionary/edition", "editions": "dictionary/edition", "includes": "dictionary/edition",
	"publication": "publication", "publications": "publication",
	"events": "event", "multiplierEvents": "event",
	"questionnaire": "questionnaire", "scale": "questionnaire/scale",
	"newsletter": "newsletter", "output": "project/output",
	"recording": "asset", "slides": "asset", "asset": "asset", "image": "asset",
	"items": "",
}

func TestRefs(t *testing.T) {
	t.Parallel()
	entries := read(t)
	there := map[string]bool{}
	for _, entry := range entries {
		there[entry.Kind+":"+entry.Slug] = true
		for _, part := range entry.Parts {
			part.walk(func(n *node) { there[entry.Kind+"/"+n.Kind+":"+entry.Slug+"/"+n.Slug] = true })
		}
	}
	links := 0
	all := kinds(t)
	for _, entry := range entries {
		kind, ok := all.Named(entry.Kind)
		if !ok {
			t.Errorf("unknown kind %s", entry.Kind)
			continue
		}
		relations := relationsOf(kind)
		entry.walk(func(n *node) {
			for name, raw := range n.Refs {
				if _, ok := relations[n.Kind][name]; !ok {
					t.Errorf("%s: %s has no relation %s", entry.Slug, n.Kind, name)
				}
				for _, ref := range list(t, raw) {
					links++
					if target := targets[name]; target != "" {
						ref = target + ":" + ref
					}
					if !there[ref] {
						t.Errorf("%s %s: %s points to %s, which is not there", n.Kind, n.Slug, name, ref)
					}
				}
			}
		})
	}
	if links != 845 {
		t.Errorf("%d links, want 845", links)
	}
}

// relationsOf are the relations of a kind and of its kinds of parts, by the name
// of each.
func relationsOf(kind *content.Kind) map[string]content.Relations {
	all := map[string]content.Relations{kind.Name: kind.Relations}
	var add func([]*content.PartKind)
	add = func(parts []*content.PartKind) {
		for _, part := range parts {
			all[part.Name] = part.Relations
			add(part.Parts)
		}
	}
	add(kind.Parts)
	return all
}

func list(t *testing.T, raw json.RawMessage) []string {
	t.Helper()
	var one string
	if json.Unmarshal(raw, &one) == nil {
		return []string{one}
	}
	var many []string
	if err := json.Unmarshal(raw, &many); err != nil || len(many) == 0 {
		t.Errorf("a relation holds %s", raw)
	}
	return many
}

var (
	contentLanguages    = []string{"bg", "en", "es", "fr", "it"}
	newsletterLanguages = []string{"en", "fr", "it", "ru", "sr-Latn"}
)

// TestParts checks that each part stands where its kind has its place.
func TestParts(t *testing.T) {
	t.Parallel()
	all := kinds(t)
	for _, entry := range read(t) {
		kind, ok := all.Named(entry.Kind)
		if !ok {
			t.Errorf("unknown kind %s", entry.Kind)
			continue
		}
		checkParts(t, entry, kind.Parts)
	}
}

func checkParts(t *testing.T, parent *node, allowed []*content.PartKind) {
	t.Helper()
	last := 0
	for _, part := range parent.Parts {
		place := slices.IndexFunc(allowed, func(kind *content.PartKind) bool { return kind.Name == part.Kind })
		if place < last {
			t.Errorf("%s %s: %s %s is out of place", parent.Kind, parent.Slug, part.Kind, part.Slug)
			continue
		}
		last = place
		checkParts(t, part, allowed[place].Parts)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	drafts := []string{"opportunity:europe-day-crew", "newsletterIssue:issue-2026-12"}
	translated := map[string]string{
		"office": "title", "edition": "title", "module": "title", "lesson": "title", "section": "title",
		"phase": "title", "output": "title", "objective": "text", "question": "text", "option": "text",
		"scalePoint": "text",
	}
	for _, entry := range read(t) {
		key := entry.Kind + ":" + entry.Slug
		want := contentLanguages
		switch {
		case key == "newsletterIssue:issue-2026-12":
			want = []string{"en", "fr", "it"}
		case strings.HasPrefix(entry.Kind, "newsletter"):
			want = newsletterLanguages
		}
		if diff := cmp.Diff(want, entry.locales()); diff != "" {
			t.Errorf("%s: languages (-want +got):\n%s", key, diff)
		}
		if diff := cmp.Diff(want, entry.in("title")); diff != "" {
			t.Errorf("%s: languages of the title (-want +got):\n%s", key, diff)
		}
		if slices.Contains(drafts, key) {
			want = nil
		}
		if diff := cmp.Diff(want, entry.Published); diff != "" {
			t.Errorf("%s: published (-want +got):\n%s", key, diff)
		}
		if entry.SourceLocale != "en" || entry.Licence != "CC-BY-4.0" {
			t.Errorf("%s: source %s, licence %s", key, entry.SourceLocale, entry.Licence)
		}
		entry.walk(func(n *node) {
			if field := translated[n.Kind]; field != "" && !slices.Equal(n.in(field), contentLanguages) {
				t.Errorf("%s: %s %s has its %s in %v only", key, n.Kind, n.Slug, field, n.in(field))
			}
		})
	}
}

// TestCompleteLocales checks that a course has the bodies of its lessons and its
// quizzes in the languages in which it claims to be complete.
func TestCompleteLocales(t *testing.T) {
	t.Parallel()
	written := map[string]string{"lesson": "body", "quizQuestion": "prompt", "quizOption": "text"}
	checked := 0
	for _, entry := range read(t) {
		if entry.Kind != "course" {
			continue
		}
		complete := list(t, entry.Fields["completeLocales"])
		entry.walk(func(n *node) {
			field := written[n.Kind]
			if field == "" {
				return
			}
			checked++
			if !slices.Equal(n.in(field), complete) {
				t.Errorf("%s: %s %s has its %s in %v, want %v", entry.Slug, n.Kind, n.Slug, field, n.in(field), complete)
			}
		})
	}
	if checked != 33+32+89 {
		t.Errorf("%d lessons, questions and options, want %d", checked, 33+32+89)
	}
}

// TestIllustrative keeps the marks of what is invented.
func TestIllustrative(t *testing.T) {
	t.Parallel()
	marked := map[string]int{}
	for _, entry := range read(t) {
		if entry.Kind == "call" && entry.Illustrative != strings.HasPrefix(string(entry.Fields["identifier"]), `"DEMO-`) {
			t.Errorf("%s: the mark and the identifier %s do not agree", entry.Slug, entry.Fields["identifier"])
		}
		if entry.Illustrative {
			marked[entry.Kind]++
		}
		if _, ok := entry.Fields["datesIllustrative"]; ok {
			marked["datesIllustrative"]++
		}
	}
	want := map[string]int{
		"asset": 51, "call": 19, "webinar": 20, "questionnaire": 1, "publication": 6, "event": 1,
		"opportunity": 8, "newsletterIssue": 2, "datesIllustrative": 5,
	}
	if diff := cmp.Diff(want, marked); diff != "" {
		t.Errorf("marked as illustrative (-want +got):\n%s", diff)
	}
}
