package content

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
)

// checkRecords checks what the entries say: whether all is there that must be, and
// whether the links in their bodies lead somewhere. It costs the statements to read
// them, kind by kind, one for each kind whose rows tell what is lacking, and one for
// the links.
func (c *liveChange) checkRecords(ctx context.Context) error {
	byKind := map[string][]uuid.UUID{}
	for _, entry := range c.ordered() {
		if len(entry.Publishing) > 0 {
			byKind[entry.KindName] = append(byKind[entry.KindName], entry.UUID)
		}
	}
	var links bodyLinks
	for _, name := range slices.Sorted(maps.Keys(byKind)) {
		kind, ok := c.Kinds.Named(name)
		if !ok {
			return fmt.Errorf("there are entries of the kind %q, which this hub does not know", name)
		}
		records, err := (&loader{db: c.tx, kinds: c.Kinds}).load(ctx, kind, byKind[name])
		if err != nil {
			return err
		}
		for _, record := range records {
			c.checkWritten(record)
			narrow := c.entries[*record.ID].narrow(record)
			if len(narrow.Texts) == 0 {
				continue // which is a problem already
			}
			c.checkRules(narrow)
			c.checkNeeds(kind, narrow)
			c.checkTranslated(record, narrow)
			links.gather(narrow, c.entryAddress)
		}
		if err := c.checkRows(ctx, kind); err != nil {
			return err
		}
	}
	return c.checkLinks(ctx, links)
}

// checkWritten finds languages to be published in which nothing is written. It looks
// into the record, which was read when nobody could change it any more.
func (c *liveChange) checkWritten(record *Record) {
	for _, locale := range c.entries[*record.ID].Publishing {
		if _, written := record.Texts[locale]; !written {
			c.add(*record.ID, &PublishProblem{
				Severity: Blocker, Code: RequiredText, Locale: &locale, Field: pointer(path("texts", string(locale))),
				Message: "nothing is written in this language",
			})
		}
	}
}

// narrow is a record with the languages only that are to be published.
func (e *changedEntry) narrow(record *Record) *Record {
	narrow := *record
	narrow.Texts = e.narrowTexts(record.Texts)
	narrow.Parts = e.narrowParts(record.Parts)
	narrow.Published = slices.Sorted(maps.Keys(narrow.Texts))
	return &narrow
}

func (e *changedEntry) narrowTexts(texts map[Locale]json.RawMessage) map[Locale]json.RawMessage {
	narrow := map[Locale]json.RawMessage{}
	for locale, text := range texts {
		if slices.Contains(e.Publishing, locale) {
			narrow[locale] = text
		}
	}
	return narrow
}

func (e *changedEntry) narrowParts(parts []*PartRecord) []*PartRecord {
	narrow := make([]*PartRecord, len(parts))
	for i, part := range parts {
		one := *part
		one.Texts, one.Parts = e.narrowTexts(part.Texts), e.narrowParts(part.Parts)
		narrow[i] = &one
	}
	return narrow
}

// checkRules finds the rules that are broken, those that a draft may break too.
func (c *liveChange) checkRules(record *Record) {
	_, wrong := checkLive(c.Kinds, c.Languages, record)
	for _, broken := range wrong {
		part, field := partAt(record.Parts, broken.Field)
		problem := &PublishProblem{
			Severity: Blocker, Code: InvalidValue, Message: broken.Message, Part: part, Field: &field, Locale: localeAt(field),
		}
		if broken.Rule == "required" {
			switch {
			case strings.HasPrefix(field, "refs"):
				problem.Code = RequiredRelation
			case problem.Locale != nil:
				problem.Code = RequiredText
			default:
				problem.Code = RequiredField
			}
		}
		c.add(*record.ID, problem)
	}
}

var partStep = regexp.MustCompile(`^parts\[(\d+)\]\.?`)

// partAt follows a path of a record into its parts: it answers the last part on the
// way, and the path within it.
func partAt(parts []*PartRecord, field string) (*PartReference, string) {
	var last *PartReference
	for {
		step := partStep.FindStringSubmatch(field)
		if step == nil {
			return last, field
		}
		index, err := strconv.Atoi(step[1])
		if err != nil || index >= len(parts) {
			return last, field
		}
		part := parts[index]
		last, parts, field = partReference(part), part.Parts, field[len(step[0]):]
	}
}

func partReference(p *PartRecord) *PartReference {
	return &PartReference{Kind: p.Kind, UUID: *p.ID, Slug: p.Slug}
}

// localeAt is the language that a path such as `texts.it.title` is about.
func localeAt(field string) *Locale {
	rest, found := strings.CutPrefix(field, "texts.")
	if !found {
		return nil
	}
	name, _, _ := strings.Cut(rest, ".")
	locale := Locale(name)
	return &locale
}

// checkNeeds finds the texts that a kind is not published without.
func (c *liveChange) checkNeeds(kind *Kind, record *Record) {
	if len(kind.Needs) == 0 {
		return
	}
	fields := kind.FieldsOf(kind.New())
	_ = json.Unmarshal(record.Fields, fields) // what cannot be read was found by the rules
	for _, need := range kind.Needs {
		if need.text == "" || !need.applies(fields) {
			continue
		}
		for _, locale := range slices.Sorted(maps.Keys(record.Texts)) {
			if said := spoken(record.Texts[locale])[need.text]; said != "" && said != `""` {
				continue
			}
			c.add(*record.ID, &PublishProblem{
				Severity: c.severity(need.code), Code: need.code, Message: need.message, Locale: &locale, Field: pointer(path("texts", string(locale), need.text)),
			})
		}
	}
}

// checkTranslated finds what the source says and a translation does not.
func (c *liveChange) checkTranslated(whole, narrow *Record) {
	for _, locale := range narrow.Published {
		if locale == whole.SourceLocale {
			continue
		}
		c.compare(*whole.ID, nil, whole.SourceLocale, locale, whole.Texts)
		var below func([]*PartRecord)
		below = func(parts []*PartRecord) {
			for _, part := range parts {
				c.compare(*whole.ID, part, whole.SourceLocale, locale, part.Texts)
				below(part.Parts)
			}
		}
		below(whole.Parts)
	}
}

func (c *liveChange) compare(entry uuid.UUID, part *PartRecord, source, locale Locale, texts map[Locale]json.RawMessage) {
	said := spoken(texts[locale])
	var missing []string
	for _, name := range slices.Sorted(maps.Keys(spoken(texts[source]))) {
		if _, ok := said[name]; !ok && name != "slug" {
			missing = append(missing, name)
		}
	}
	if len(missing) == 0 {
		return
	}
	problem := &PublishProblem{
		Severity: Warning, Code: MissingTranslation, Locale: &locale, Field: pointer(path("texts", string(locale))),
		Message: "it is not translated whole; missing: " + strings.Join(missing, ", "),
	}
	if part != nil {
		problem.Part = partReference(part)
	}
	c.add(entry, problem)
}

// spoken are the fields that a text has, each as JSON.
func spoken(text json.RawMessage) map[string]string {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(text, &members) // no text is no object
	said := map[string]string{}
	for name, value := range members {
		said[name] = string(value)
	}
	return said
}
