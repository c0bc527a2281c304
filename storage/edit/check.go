package edit

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

var (
	slugRule     = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}]+(-[\p{Ll}\p{Lo}\p{N}]+)*$`)
	partSlugRule = regexp.MustCompile(`^[\p{Ll}\p{Lo}\p{N}]+([._-][\p{Ll}\p{Lo}\p{N}]+)*$`)
)

// checker checks a record against its kind and brings it into canonical form, so
// that equal content is equal bytes. It gathers everything that is wrong.
type checker struct {
	kinds     *content.Kinds
	languages content.Languages
	kind      *content.Kind
	live      bool // it is what is live of a record
	published []content.Locale
	problems  []*fault.Error
}

// CanonicalRecord is a record in canonical form with what was read from it.
type CanonicalRecord struct {
	*Record
	Description *content.Kind
	row         reflect.Value // pointer to the struct of the kind, its columns filled
}

func (c *checker) add(problem *fault.Error) {
	if problem != nil {
		c.problems = append(c.problems, problem)
	}
}

// CheckRecord checks a record; the record becomes canonical.
func CheckRecord(kinds *content.Kinds, languages content.Languages, record *Record) (*CanonicalRecord, []*fault.Error) {
	return (&checker{kinds: kinds, languages: languages}).record(record)
}

// CheckLive checks what is live of a record, where that differs: a translation may
// be live without the text that it was made from.
func CheckLive(kinds *content.Kinds, languages content.Languages, record *Record) (*CanonicalRecord, []*fault.Error) {
	return (&checker{kinds: kinds, languages: languages, live: true}).record(record)
}

func (c *checker) record(record *Record) (*CanonicalRecord, []*fault.Error) {
	kind, ok := c.kinds.Named(record.Kind)
	if !ok {
		return nil, []*fault.Error{fault.Invalid("kind", "oneof", "there is no kind %q", record.Kind)}
	}
	c.kind, c.published = kind, record.Published
	c.slug("slug", record.Slug)
	c.header(record)
	c.locale("sourceLocale", record.SourceLocale)
	if _, ok := record.Texts[record.SourceLocale]; !ok && (!c.live || len(record.Texts) == 0) {
		c.add(fault.Invalid(fault.Path("texts", string(record.SourceLocale)), "required", "the text in the source language is needed"))
	}
	row := kind.New()
	record.Fields = c.fields("fields", record.Fields, kind.FieldsOf(row))
	c.refs("refs", kind.Relations, record.Refs)
	for _, name := range slices.Sorted(maps.Keys(kind.Relations)) {
		relation := kind.Relations[name]
		if _, ok := record.Refs[name]; relation.IsRequired() && !ok && len(record.Published) > 0 {
			c.add(fault.Invalid(fault.Path("refs", name), "required", "it must point to a %s to be published", relation.TargetKind()))
		}
	}
	for _, locale := range slices.Sorted(maps.Keys(record.Texts)) {
		record.Texts[locale] = c.text(fault.Path("texts", string(locale)), locale, record.Texts[locale], textRules{
			shape: kind.Shape, body: kind.Body, slug: true, recordSlug: record.Slug,
		})
	}
	slices.Sort(record.Published)
	record.Published = slices.Compact(record.Published)
	for i, locale := range record.Published {
		if _, ok := record.Texts[locale]; !ok && record.Live == nil {
			c.add(fault.Invalid(fault.Path("published", i), "text", "there is no text in %q to publish", locale))
		}
	}
	c.distinguishable(record)
	record.Parts = c.parts("", kind.Parts, record.Parts)
	return &CanonicalRecord{Record: record, Description: kind, row: row}, c.problems
}

func (c *checker) locale(at string, locale content.Locale) {
	if set := c.languages[c.kind.Languages]; !slices.Contains(set, locale) {
		c.add(fault.Invalid(at, "locale", "the language %q is not one of this kind's: %s", locale, content.Enumerate(set)))
	}
}

func (c *checker) fields(at string, data json.RawMessage, into any) json.RawMessage {
	return c.forgiving(at, data, into, func(*fault.Error) bool { return false })
}

// forgiving checks fields, and says nothing of the problems that are forgiven.
func (c *checker) forgiving(at string, data json.RawMessage, into any, forgiven func(*fault.Error) bool) json.RawMessage {
	if len(data) > 0 {
		if problem := canonical.Decode(at, data, into); problem != nil {
			c.add(problem)
			return data
		}
	}
	found := len(c.problems)
	c.problems = append(c.problems, slices.DeleteFunc(broken(at, into), forgiven)...)
	c.bounds(at, reflect.ValueOf(into))
	normalise(reflect.ValueOf(into))
	written, err := canonicalJSON(into)
	if err != nil && len(c.problems) == found {
		c.add(fault.Invalid(at, "format", "this cannot be kept: %s", err))
	}
	return written
}

// draftMay tells what may be wrong with a text that is not to be published: it may
// be incomplete.
func (c *checker) draftMay(locale content.Locale) func(*fault.Error) bool {
	draft := !c.live && !slices.Contains(c.published, locale)
	return func(problem *fault.Error) bool {
		return draft && problem.Rule == "required" && !strings.HasSuffix(problem.Field, "]")
	}
}

type textRules struct {
	shape      content.Shape
	body, slug bool
	recordSlug string
}

// text checks one text and writes it as slug, fields, body.
func (c *checker) text(at string, locale content.Locale, data json.RawMessage, rules textRules) json.RawMessage {
	c.locale(at, locale)
	var values map[string]json.RawMessage
	if problem := canonical.Decode(at, data, &values); problem != nil {
		c.add(problem)
		return data
	}
	var slug, body *string
	for name, into := range map[string]**string{"slug": &slug, "body": &body} {
		value, given := values[name]
		if !given || (name == "slug" && !rules.slug) || (name == "body" && !rules.body) {
			continue
		}
		c.add(canonical.Decode(fault.Path(at, name), value, into))
		delete(values, name)
	}
	if slug != nil {
		c.slug(fault.Path(at, "slug"), *slug)
	}
	fields := c.forgiving(at, canonical.MustEncode(values), rules.shape.TextOf(rules.shape.New()), c.draftMay(locale))
	c.size(at, fields, body)
	if slug != nil && *slug == rules.recordSlug {
		slug = nil
	}
	return joinText(slug, fields, body)
}

// joinText writes slug, fields and body as one object.
func joinText(slug *string, fields json.RawMessage, body *string) json.RawMessage {
	var members []string
	if slug != nil {
		members = append(members, `"slug":`+string(canonical.MustEncode(*slug)))
	}
	if inside := strings.TrimSuffix(strings.TrimPrefix(string(fields), "{"), "}"); inside != "" {
		members = append(members, inside)
	}
	if body != nil {
		members = append(members, `"body":`+string(canonical.MustEncode(*body)))
	}
	return json.RawMessage("{" + strings.Join(members, ",") + "}")
}

func (c *checker) refs(at string, relations content.Relations, refs map[string]Targets) {
	for _, name := range slices.Sorted(maps.Keys(refs)) {
		at, targets := fault.Path(at, name), refs[name]
		relation, ok := relations[name]
		switch {
		case !ok:
			c.add(fault.Invalid(at, "unknown", "there is no such relation"))
		case relation.IsMany() != targets.Many:
			c.add(fault.Invalid(at, "type", "%s", map[bool]string{true: "a list belongs here", false: "one reference belongs here, not a list"}[relation.IsMany()]))
		case len(targets.Slugs) == 0:
			delete(refs, name)
		case len(targets.Slugs) > maxTargets:
			c.add(fault.Invalid(at, "max", "at most %d references are allowed", maxTargets))
		default:
			c.targets(at, relation, targets.Slugs)
		}
	}
}

// maxTargets is how many targets a relation may have.
const maxTargets = 500

func (c *checker) targets(at string, relation content.Relation, slugs []string) {
	for i, slug := range slugs {
		at := at
		if relation.IsMany() {
			at = fault.Path(at, i)
		}
		if slices.Contains(slugs[:i], slug) {
			c.add(fault.Invalid(at, "unique", "%q is listed twice", slug))
		}
		if _, problem := parseTarget(c.kinds, relation, slug); problem != "" {
			c.add(fault.Invalid(at, "reference", "%s", problem))
		}
	}
}

// target is a parsed reference.
type target struct{ kind, slug, part, partSlug string }

func parseTarget(all *content.Kinds, relation content.Relation, ref string) (target, string) {
	t := target{kind: relation.TargetKind(), slug: ref, part: relation.TargetPart()}
	if relation.TargetKind() == "" {
		kind, slug, found := strings.Cut(ref, ":")
		_, known := all.Named(kind)
		if !known || !found {
			return t, fmt.Sprintf("%q is not of the form kind:slug", ref)
		}
		t.kind, t.slug = kind, slug
	}
	if relation.TargetPart() != "" {
		var found bool
		if t.slug, t.partSlug, found = strings.Cut(ref, "/"); !found || t.partSlug == "" {
			return t, fmt.Sprintf("%q is not of the form %s-slug/%s-slug", ref, relation.TargetKind(), relation.TargetPart())
		}
	}
	if t.slug == "" {
		return t, "a reference must not be empty"
	}
	return t, ""
}

// parts checks the parts below an entry or a part. They come out grouped by kind,
// in the order of the kinds, which is how they are read back.
func (c *checker) parts(at string, kinds []*content.PartKind, parts []*PartRecord) []*PartRecord {
	seen := map[string]bool{}
	for i, part := range parts {
		at := fault.Path(at, "parts", i)
		if part == nil {
			c.add(fault.Invalid(at, "null", "null is no part"))
			continue
		}
		index := slices.IndexFunc(kinds, func(kind *content.PartKind) bool { return kind.Name == part.Kind })
		if index < 0 {
			c.add(fault.Invalid(fault.Path(at, "kind"), "oneof", "%q is no kind of part that belongs here", part.Kind))
			continue
		}
		kind := kinds[index]
		if !partSlugRule.MatchString(part.Slug) || len(part.Slug) > 200 {
			c.add(fault.Invalid(fault.Path(at, "slug"), "slug", "%q is not a slug: lower-case letters and digits, joined by single hyphens, dots or underscores", part.Slug))
		}
		if seen[part.Kind+"/"+part.Slug] {
			c.add(fault.Invalid(fault.Path(at, "slug"), "unique", "another %s beside it is called %q too", part.Kind, part.Slug))
		}
		seen[part.Kind+"/"+part.Slug] = true
		part.Fields = c.fields(fault.Path(at, "fields"), part.Fields, kind.FieldsOf(kind.New()))
		c.refs(fault.Path(at, "refs"), kind.Relations, part.Refs)
		for _, locale := range slices.Sorted(maps.Keys(part.Texts)) {
			part.Texts[locale] = c.text(fault.Path(at, "texts", string(locale)), locale, part.Texts[locale], textRules{shape: kind.Shape, body: kind.Body})
		}
		part.Parts = c.parts(at, kind.Parts, part.Parts)
	}
	parts = slices.DeleteFunc(parts, func(part *PartRecord) bool { return part == nil })
	slices.SortStableFunc(parts, func(a, b *PartRecord) int { return rank(kinds, a) - rank(kinds, b) })
	return parts
}

// distinguishable refuses parts of one name in an entry, where others may point to
// parts of that kind: a reference names the entry and the part, not what is between.
func (c *checker) distinguishable(record *Record) {
	seen := map[string]bool{}
	var below func(string, []*PartRecord)
	below = func(at string, parts []*PartRecord) {
		for i, part := range parts {
			if part == nil {
				continue
			}
			at, name := fault.Path(at, "parts", i), part.Kind+"/"+part.Slug
			if c.kinds.IsPointedTo(part.Kind) && seen[name] {
				c.add(fault.Invalid(fault.Path(at, "slug"), "unique", "another %s of the %s is called %q too, and a reference could not tell them apart", part.Kind, record.Kind, part.Slug))
			}
			seen[name] = true
			below(at, part.Parts)
		}
	}
	below("", record.Parts)
}

func rank(kinds []*content.PartKind, part *PartRecord) int {
	return slices.IndexFunc(kinds, func(kind *content.PartKind) bool { return kind.Name == part.Kind })
}

// canonicalJSON writes a struct in the one form in which it is stored; nothing
// where it says nothing.
func canonicalJSON(value any) (json.RawMessage, error) {
	encoded, err := canonical.Encode(value)
	if err != nil || string(encoded) == "{}" {
		return nil, err
	}
	return encoded, nil
}

// normalise brings times to UTC and to the microseconds that Postgres keeps, and
// makes empty lists of nil ones.
func normalise(value reflect.Value) {
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			normalise(value.Elem())
		}
	case reflect.Slice:
		if value.IsNil() && value.CanSet() {
			value.Set(reflect.MakeSlice(value.Type(), 0, 0))
		}
		for i := range value.Len() {
			normalise(value.Index(i))
		}
	case reflect.Struct:
		if moment, ok := value.Interface().(time.Time); ok {
			value.Set(reflect.ValueOf(moment.UTC().Truncate(time.Microsecond)))
			return
		}
		for i := range value.NumField() {
			normalise(value.Field(i))
		}
	default:
	}
}

func utc(moment *time.Time) *time.Time {
	if moment == nil {
		return nil
	}
	inUTC := moment.UTC().Truncate(time.Microsecond)
	return &inUTC
}
