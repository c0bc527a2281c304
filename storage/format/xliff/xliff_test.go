package xliff_test

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/format/xliff"
)

var update = flag.Bool("update", false, "write the golden file anew")

// example has one of everything.
func example() *xliff.Document {
	return &xliff.Document{
		SourceLanguage: "en", TargetLanguage: "sr-Latn",
		Files: []xliff.File{{
			ID: "course/1", Original: "course/co-creation", Notes: []xliff.Note{{Text: "For the spring term."}},
			Units: []xliff.Unit{
				{ID: xliff.UnitID{"course/1", "title", 3}, Name: "title", Source: []string{"Co-creation: a call & a <hub>"}, Target: []string{"Ko-kreacija"}, State: xliff.Final},
				{ID: xliff.UnitID{"course/1", "tags", 3}, Name: "tags", Source: []string{"one", "two"}, Target: []string{"jedan", "dva"}, State: xliff.Initial, SubState: "hub:stale", Notes: []xliff.Note{{"changed", "it was “three”"}}},
			},
			Groups: []xliff.Group{{ID: "lesson/1", Name: "lesson/why", Units: []xliff.Unit{{
				ID: xliff.UnitID{"lesson/1", "body", 12}, Name: "body", Markdown: true,
				Source: []string{"# Why *we* **call**\n\nSee [the `hub`](https://example.org \"t\") ![a cat](cat.png).\n> Two\n> lines  \nhere.\n\n```\ncode\n```\n\n- <b>x</b>\x01\r\n"},
				Target: []string{"Zašto"},
			}}}},
		}},
		Glossary: []xliff.Term{
			{Term: "call for proposals", Also: []string{"call"}, Translations: []string{"poziv", "konkurs"}, Definition: "An invitation to apply."},
			{Term: "hub", Definition: "A place & a site."},
			{Term: "lesson", Translations: []string{"lekcija"}},
			{Term: "two"},
		},
	}
}

func written(t testing.TB, document *xliff.Document) string {
	t.Helper()
	var out strings.Builder
	if err := xliff.Write(&out, document); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestWrite(t *testing.T) {
	t.Parallel()
	const golden = "testdata/example.xlf"
	got := written(t, example())
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func TestWriteNothing(t *testing.T) {
	t.Parallel()
	onlyCode := xliff.File{ID: "a", Units: []xliff.Unit{{ID: xliff.UnitID{"a", "body", 1}, Markdown: true, Source: []string{"```\ncode\n```"}}}}
	for name, document := range map[string]*xliff.Document{"NoFiles": {}, "NoWords": {Files: []xliff.File{onlyCode}}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := xliff.Write(io.Discard, document); err == nil {
				t.Error("an empty document is no XLIFF")
			}
		})
	}
}

// TestReadOwnTargets reads what was written with its translations in it.
func TestReadOwnTargets(t *testing.T) {
	t.Parallel()
	document := example()
	back := read(t, written(t, document))
	if back.SourceLanguage != "en" || back.TargetLanguage != "sr-Latn" || len(back.Units) != 3 {
		t.Fatalf("read %+v", back)
	}
	for i, unit := range units(document) {
		translation, problem := back.Units[i].Translation(unit.Source, unit.Markdown)
		if problem != nil {
			t.Fatal(problem)
		}
		want := &xliff.Translation{Texts: unit.Target, State: unit.State}
		if unit.Markdown {
			want = &xliff.Translation{State: xliff.Initial} // it was only shown
		}
		if diff := cmp.Diff(want, translation); diff != "" {
			t.Errorf("%s: %s", unit.ID, diff)
		}
		if back.Units[i].ID != unit.ID {
			t.Errorf("the id of unit %d is %v", i, back.Units[i].ID)
		}
	}
}

// TestScripted has a script translate a file as a tool would: into all targets,
// touching the words only.
func TestScripted(t *testing.T) {
	t.Parallel()
	document := example()
	back := read(t, scripted(t, written(t, document), strings.ToUpper))
	for i, unit := range units(document) {
		translation, problem := back.Units[i].Translation(unit.Source, unit.Markdown)
		if problem != nil {
			t.Fatal(problem)
		}
		if translation.State != xliff.Translated || len(translation.Texts) != len(unit.Source) {
			t.Errorf("%s came back as %+v", unit.ID, translation)
		}
		for j, text := range translation.Texts {
			if !strings.EqualFold(text, unit.Source[j]) || text == unit.Source[j] {
				t.Errorf("%q came back as %q", unit.Source[j], text)
			}
		}
	}
}

func read(t testing.TB, file string) *xliff.Return {
	t.Helper()
	back, err := xliff.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

func units(document *xliff.Document) []xliff.Unit {
	var all []xliff.Unit
	var below func([]xliff.Group)
	below = func(groups []xliff.Group) {
		for _, group := range groups {
			all = append(all, group.Units...)
			below(group.Groups)
		}
	}
	for _, file := range document.Files {
		all = append(all, file.Units...)
		below(file.Groups)
	}
	return slices.DeleteFunc(all, func(unit xliff.Unit) bool { return !unit.HasWords() })
}

// scripted puts a translation of each source of a segment in its target, whatever
// stood there, and says that it is translated.
func scripted(t testing.TB, file string, translate func(string) string) string {
	t.Helper()
	var out strings.Builder
	decoder, encoder := xml.NewDecoder(strings.NewReader(file)), xml.NewEncoder(&out)
	var inSegment, inSource, inTarget bool
	var target []xml.Token
	emit := func(tokens ...xml.Token) {
		for _, token := range tokens {
			if err := encoder.EncodeToken(token); err != nil {
				t.Fatal(err)
			}
		}
	}
	for {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		token = xml.CopyToken(token)
		name := elementName(token)
		_, starts := token.(xml.StartElement)
		_, ends := token.(xml.EndElement)
		switch {
		case name == "segment" && starts:
			inSegment = true
			token = inState(token.(xml.StartElement), "translated")
		case name == "segment" && ends:
			inSegment = false
		case name == "target":
			inTarget = starts
			continue
		case inTarget:
			continue
		case name == "source" && inSegment && starts:
			inSource, target = true, nil
		case name == "source" && inSource:
			inSource = false
			tag := xml.Name{Local: "target"}
			emit(token, xml.StartElement{Name: tag})
			emit(target...)
			emit(xml.EndElement{Name: tag})
			continue
		case inSource:
			if text, ok := token.(xml.CharData); ok {
				target = append(target, xml.CharData(translate(string(text))))
			} else {
				target = append(target, flat(token))
			}
		}
		emit(flat(token))
	}
	if err := encoder.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func elementName(token xml.Token) string {
	switch token := token.(type) {
	case xml.StartElement:
		return token.Name.Local
	case xml.EndElement:
		return token.Name.Local
	}
	return ""
}

func inState(start xml.StartElement, state string) xml.StartElement {
	for i := range start.Attr {
		if start.Attr[i].Name.Local == "state" {
			start.Attr[i].Value = state
		}
	}
	return start
}

// flat writes prefixes as they were, which the encoder would declare anew.
func flat(token xml.Token) xml.Token {
	plain := func(name xml.Name) xml.Name {
		if name.Space != "" {
			name = xml.Name{Local: name.Space + ":" + name.Local}
		}
		return name
	}
	switch token := token.(type) {
	case xml.StartElement:
		token.Name = plain(token.Name)
		for i := range token.Attr {
			token.Attr[i].Name = plain(token.Attr[i].Name)
		}
		return token
	case xml.EndElement:
		token.Name = plain(token.Name)
		return token
	}
	return token
}
