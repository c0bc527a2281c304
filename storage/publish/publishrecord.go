package publish

import (
	"context"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/fault"
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
		kind, err := c.Kinds.Known(name)
		if err != nil {
			return err
		}
		records, err := (&edit.Loader{DB: c.tx, Kinds: c.Kinds}).Load(ctx, kind, byKind[name])
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
			read := func(address string) (kind, slug string, ok bool) { return c.Kinds.EntryAt(c.Base, address) }
			if err := links.gather(narrow, read); err != nil {
				return err
			}
		}
		if err := c.checkRows(ctx, kind); err != nil {
			return err
		}
	}
	return c.checkLinks(ctx, links)
}

// checkWritten finds languages to be published in which nothing is written. It looks
// into the record, which was read when nobody could change it any more.
func (c *liveChange) checkWritten(record *edit.Record) {
	for _, locale := range c.entries[*record.ID].Publishing {
		if _, written := record.Texts[locale]; !written {
			c.add(*record.ID, &Problem{
				Severity: Blocker, Code: content.RequiredText, Locale: &locale, Field: pointer(fault.Path("texts", string(locale))),
				Message: "nothing is written in this language",
			})
		}
	}
}

// narrow is a record with the languages only that are to be published.
func (e *changedEntry) narrow(record *edit.Record) *edit.Record {
	narrow := *record
	narrow.Texts = e.narrowTexts(record.Texts)
	narrow.Parts = e.narrowParts(record.Parts)
	narrow.Published = slices.Sorted(maps.Keys(narrow.Texts))
	return &narrow
}

func (e *changedEntry) narrowTexts(texts map[content.Locale]json.RawMessage) map[content.Locale]json.RawMessage {
	narrow := map[content.Locale]json.RawMessage{}
	for locale, text := range texts {
		if slices.Contains(e.Publishing, locale) {
			narrow[locale] = text
		}
	}
	return narrow
}

func (e *changedEntry) narrowParts(parts []*edit.PartRecord) []*edit.PartRecord {
	narrow := make([]*edit.PartRecord, len(parts))
	for i, part := range parts {
		one := *part
		one.Texts, one.Parts = e.narrowTexts(part.Texts), e.narrowParts(part.Parts)
		narrow[i] = &one
	}
	return narrow
}

// checkRules finds the rules that are broken, those that a draft may break too.
func (c *liveChange) checkRules(record *edit.Record) {
	_, wrong := edit.CheckLive(c.Kinds, c.Languages, record)
	for _, broken := range wrong {
		part, field := partAt(record.Parts, broken.Field)
		problem := &Problem{
			Severity: Blocker, Code: content.InvalidValue, Message: broken.Message, Part: part, Field: &field, Locale: localeAt(field),
		}
		if broken.Rule == "required" {
			switch {
			case strings.HasPrefix(field, "refs"):
				problem.Code = content.RequiredRelation
			case problem.Locale != nil:
				problem.Code = content.RequiredText
			default:
				problem.Code = content.RequiredField
			}
		}
		c.add(*record.ID, problem)
	}
}

var partStep = regexp.MustCompile(`^parts\[(\d+)\]\.?`)

// partAt follows a path of a record into its parts: it answers the last part on the
// way, and the path within it.
func partAt(parts []*edit.PartRecord, field string) (*PartReference, string) {
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

func partReference(p *edit.PartRecord) *PartReference {
	return &PartReference{Kind: p.Kind, UUID: *p.ID, Slug: p.Slug}
}

// localeAt is the language that a path such as `texts.it.title` is about.
func localeAt(field string) *content.Locale {
	rest, found := strings.CutPrefix(field, "texts.")
	if !found {
		return nil
	}
	name, _, _ := strings.Cut(rest, ".")
	locale := content.Locale(name)
	return &locale
}

// checkNeeds finds the texts that a kind is not published without.
func (c *liveChange) checkNeeds(kind *content.Kind, record *edit.Record) {
	if len(kind.Needs) == 0 {
		return
	}
	fields := kind.FieldsOf(kind.New())
	_ = json.Unmarshal(record.Fields, fields) // what cannot be read was found by the rules
	for _, need := range kind.Needs {
		if need.Text == "" || !need.Applies(fields) {
			continue
		}
		for _, locale := range slices.Sorted(maps.Keys(record.Texts)) {
			if said := spoken(record.Texts[locale])[need.Text]; said != "" && said != `""` {
				continue
			}
			c.add(*record.ID, &Problem{
				Severity: c.severity(need.Code), Code: need.Code, Message: need.Message, Locale: &locale, Field: pointer(fault.Path("texts", string(locale), need.Text)),
			})
		}
	}
}

// checkTranslated finds what the source says and a translation does not.
func (c *liveChange) checkTranslated(whole, narrow *edit.Record) {
	for _, locale := range narrow.Published {
		if locale == whole.SourceLocale {
			continue
		}
		c.compare(*whole.ID, nil, whole.SourceLocale, locale, whole.Texts)
		var below func([]*edit.PartRecord)
		below = func(parts []*edit.PartRecord) {
			for _, part := range parts {
				c.compare(*whole.ID, part, whole.SourceLocale, locale, part.Texts)
				below(part.Parts)
			}
		}
		below(whole.Parts)
	}
}

func (c *liveChange) compare(entry uuid.UUID, part *edit.PartRecord, source, locale content.Locale, texts map[content.Locale]json.RawMessage) {
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
	problem := &Problem{
		Severity: Warning, Code: content.MissingTranslation, Locale: &locale, Field: pointer(fault.Path("texts", string(locale))),
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
