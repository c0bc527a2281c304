package edit

import (
	"context"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// Rows are the rows of checked records, gathered to be written table by table:
// a batch costs a fixed number of statements.
type Rows struct {
	Entries []entryRow
	kinds   map[*content.Kind]reflect.Value // slices of pointers to the structs of the kinds
	parts   []partRow
	texts   []textRow
	slugs   []SlugRow
	Links   []linkRow
	// replaced are the entries that may be there already.
	Replaced []uuid.UUID
}

// entryRow is a row of entries, by column.
type entryRow map[string]any

type partRow struct {
	ID       uuid.UUID       `json:"id"`
	EntryID  uuid.UUID       `json:"entry_id"`
	ParentID *uuid.UUID      `json:"parent_id"`
	Kind     string          `json:"kind"`
	Slug     string          `json:"slug"`
	Position int             `json:"position"`
	Fields   json.RawMessage `json:"fields"`
}

type textRow struct {
	EntryID  uuid.UUID       `json:"entry_id"`
	PartID   *uuid.UUID      `json:"part_id"`
	Kind     string          `json:"kind"`
	Locale   content.Locale  `json:"locale"`
	Slug     *string         `json:"slug"`
	Title    *string         `json:"title"`
	Fields   json.RawMessage `json:"fields"`
	Body     *string         `json:"body"`
	State    State           `json:"state"`
	Stale    map[string]Pin  `json:"stale,omitempty"`
	Folded   *string         `json:"folded"`
	Config   string          `json:"config"`
	Keywords string          `json:"keywords"`
	// Links are where the links of the body lead.
	Links []string `json:"body_links,omitempty"`
}

// SlugRow is an address of an entry.
type SlugRow struct {
	EntryID uuid.UUID      `json:"entry_id"`
	Kind    string         `json:"kind"`
	Locale  content.Locale `json:"locale"`
	Slug    string         `json:"slug"`
}

// linkRow is a link before its target is looked up; Line and Path say where it
// stands, for the error where there is no such target.
type linkRow struct {
	Stage      string     `json:"stage"`
	Line       int        `json:"line"`
	Path       string     `json:"path"`
	EntryID    uuid.UUID  `json:"entry_id"`
	PartID     *uuid.UUID `json:"part_id"`
	Relation   string     `json:"relation"`
	Position   int        `json:"position"`
	Kind       string     `json:"target_kind"`
	Slug       string     `json:"target_slug"`
	Part       *string    `json:"target_part"`
	PartSlug   *string    `json:"target_part_slug"`
	TargetText string     `json:"target_text"`
}

// Add takes the rows of a checked record whose ids are all set.
func (r *Rows) Add(kinds *content.Kinds, record *CanonicalRecord, stage string, line int) error {
	id := *record.ID
	r.Entries = append(r.Entries, entryRowOf(record.Record))
	record.row.Interface().(content.Row).Header().UUID = id
	if r.kinds == nil {
		r.kinds = map[*content.Kind]reflect.Value{}
	}
	if _, ok := r.kinds[record.Description]; !ok {
		r.kinds[record.Description] = record.Description.NewList().Elem()
	}
	r.kinds[record.Description] = reflect.Append(r.kinds[record.Description], record.row)
	for locale, slugs := range record.OldSlugs {
		for _, slug := range slugs {
			r.slugs = append(r.slugs, SlugRow{EntryID: id, Kind: record.Kind, Locale: locale, Slug: slug})
		}
	}
	keywords, err := record.keywords()
	if err != nil {
		return err
	}
	owner := rowOwner{rows: r, kinds: kinds, stage: stage, line: line, kind: record.Kind, entry: id, published: record.Published}
	if err := owner.texts(nil, record.Texts, record.States, &record.Slug, keywords); err != nil {
		return err
	}
	at := ""
	if stage == "live" {
		at = "live"
	}
	owner.links(nil, fault.Path(at, "refs"), record.Description.Relations, record.Refs)
	return owner.parts(at, nil, record.Description.Parts, record.Parts)
}

func entryRowOf(record *Record) entryRow {
	row := entryRow(record.HeaderFields.Columns())
	row["id"], row["kind"], row["version"], row["source_locale"] = record.ID, record.Kind, record.Version, record.SourceLocale
	row["created_at"], row["updated_at"], row["published_at"] = record.CreatedAt, record.UpdatedAt, record.PublishedAt
	return row
}

// keywords are the words of the fields that search looks into.
func (record *CanonicalRecord) keywords() (string, error) {
	if len(record.Description.Keywords) == 0 || len(record.Fields) == 0 {
		return "", nil
	}
	var fields map[string]any
	if err := json.Unmarshal(record.Fields, &fields); err != nil {
		return "", err
	}
	var words []string
	for _, name := range record.Description.Keywords {
		switch value := fields[name].(type) {
		case string:
			words = append(words, value)
		case []any:
			for _, word := range value {
				if word, ok := word.(string); ok {
					words = append(words, word)
				}
			}
		}
	}
	return strings.Join(words, " "), nil
}

// rowOwner makes rows for one entry.
type rowOwner struct {
	rows      *Rows
	kinds     *content.Kinds
	stage     string
	line      int
	kind      string
	entry     uuid.UUID
	published []content.Locale
}

func (o *rowOwner) texts(part *uuid.UUID, texts map[content.Locale]json.RawMessage, states map[content.Locale]TextState, slug *string, keywords string) error {
	for _, locale := range slices.Sorted(maps.Keys(texts)) {
		var values map[string]json.RawMessage
		if err := json.Unmarshal(texts[locale], &values); err != nil {
			return err
		}
		row := textRow{
			EntryID: o.entry, PartID: part, Kind: o.kind, Locale: locale, State: states[locale].State, Stale: states[locale].Stale,
			Config: content.SearchConfig(locale), Keywords: keywords,
		}
		if slug != nil {
			// A copy, because a text with a slug of its own writes it here.
			own := *slug
			row.Slug = &own
		}
		if row.State == "" {
			row.State = impliedState(locale, o.published)
		}
		for name, into := range map[string]**string{"slug": &row.Slug, "title": &row.Title, "body": &row.Body} {
			if value, ok := values[name]; ok {
				if err := json.Unmarshal(value, into); err != nil {
					return err
				}
				delete(values, name)
			}
		}
		if row.Body != nil {
			row.Links = content.LinkedAddresses(*row.Body)
		}
		if row.Title != nil {
			folded := content.Fold(strings.TrimSpace(*row.Title + " " + keywords))
			row.Folded = &folded
		}
		fields, err := canonical.Encode(values)
		if err != nil {
			return err
		}
		row.Fields = fields
		o.rows.texts = append(o.rows.texts, row)
	}
	return nil
}

func (o *rowOwner) links(part *uuid.UUID, at string, relations content.Relations, refs map[string]Targets) {
	for _, name := range slices.Sorted(maps.Keys(refs)) {
		relation := relations[name]
		for i, ref := range refs[name].Slugs {
			target, _ := parseTarget(o.kinds, relation, ref) // it was checked
			row := linkRow{
				Stage: o.stage, Line: o.line, Path: fault.Path(at, name), EntryID: o.entry, PartID: part,
				Relation: name, Position: i, Kind: target.kind, Slug: target.slug, TargetText: ref,
			}
			if relation.IsMany() {
				row.Path = fault.Path(row.Path, i)
			}
			if target.part != "" {
				row.Part, row.PartSlug = &target.part, &target.partSlug
			}
			o.rows.Links = append(o.rows.Links, row)
		}
	}
}

func (o *rowOwner) parts(at string, parent *uuid.UUID, kinds []*content.PartKind, parts []*PartRecord) error {
	for i, part := range parts {
		at, kind := fault.Path(at, "parts", i), kinds[rank(kinds, part)]
		row := partRow{ID: *part.ID, EntryID: o.entry, ParentID: parent, Kind: part.Kind, Slug: part.Slug, Position: i, Fields: part.Fields}
		if row.Fields == nil {
			row.Fields = json.RawMessage("{}")
		}
		o.rows.parts = append(o.rows.parts, row)
		if err := o.texts(part.ID, part.Texts, part.States, nil, ""); err != nil {
			return err
		}
		o.links(part.ID, fault.Path(at, "refs"), kind.Relations, part.Refs)
		if err := o.parts(at, part.ID, kind.Parts, part.Parts); err != nil {
			return err
		}
	}
	return nil
}

// Write puts the rows in place of what stands on the search path for the same
// entries. Links are left to be resolved when all their targets are written.
func (r *Rows) Write(ctx context.Context, tx bun.Tx) error {
	texts := pg.RowsLater(func() any { return r.texts })
	if err := r.clear(ctx, tx); err != nil {
		return err
	}
	return r.insert(ctx, tx, texts)
}

// insert writes the rows; what they replace is gone already, but for entries, rows
// of kinds and parts, which keep their identity.
func (r *Rows) insert(ctx context.Context, tx bun.Tx, texts pg.Recordset) error {
	statements := []struct {
		rows int
		sql  string
		args []any
		// whole says that it is an error if a row is not written.
		whole bool
	}{
		{
			len(r.Entries),
			`INSERT INTO entries SELECT * FROM jsonb_populate_recordset(NULL::entries, ?)
			ON CONFLICT (id) DO UPDATE SET ?, published_at = coalesce(excluded.published_at, entries.published_at)`,
			[]any{pg.Rows(r.Entries), bun.Safe(RewrittenColumns())},
			false,
		},
		{
			len(r.parts),
			`INSERT INTO parts SELECT * FROM jsonb_to_recordset(?) AS r (id uuid, entry_id uuid, parent_id uuid, kind text, slug text, position integer, fields jsonb)
			ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, slug = excluded.slug, position = excluded.position, fields = excluded.fields
				WHERE parts.entry_id = excluded.entry_id`,
			[]any{pg.Rows(r.parts)},
			true,
		},
		// A body is indexed by its first 100,000 characters: however they are chosen,
		// their words fit into a tsvector.
		{
			len(r.texts),
			`INSERT INTO texts (entry_id, part_id, kind, locale, slug, title, fields, body, body_links, state, stale, folded, search)
			SELECT entry_id, part_id, kind, locale, slug, title, fields, body, body_links, state, stale, folded,
				setweight(to_tsvector(config, coalesce(title, '')) || to_tsvector('public.hub_simple', keywords), 'A') ||
				setweight(jsonb_to_tsvector(config, fields, '["string"]'), 'B') || setweight(to_tsvector(config, left(coalesce(body, ''), 100000)), 'C')
			FROM jsonb_to_recordset(?) AS r (entry_id uuid, part_id uuid, kind text, locale text, slug text, title text, fields jsonb, body text,
				body_links text[], state text, stale jsonb, folded text, config regconfig, keywords text)`,
			[]any{texts},
			false,
		},
		{
			len(r.slugs),
			`INSERT INTO old_slugs (entry_id, kind, locale, slug)
			SELECT * FROM jsonb_to_recordset(?) AS r (entry_id uuid, kind text, locale text, slug text) ON CONFLICT DO NOTHING`,
			[]any{pg.Rows(r.slugs)},
			false,
		},
	}
	for _, statement := range statements {
		if statement.rows == 0 {
			continue
		}
		result, err := tx.NewRaw(statement.sql, statement.args...).Exec(ctx)
		if err != nil {
			return err
		}
		written, err := result.RowsAffected()
		if err != nil {
			return err
		}
		if statement.whole && int(written) < statement.rows {
			return errTakenParts
		}
	}
	return r.writeKinds(ctx, tx)
}

// RewrittenColumns are the assignments by which a row of entries takes over what one in the
// same place says anew, but for the moment of its publication.
func RewrittenColumns() string {
	var set []string
	for _, column := range append(content.HeaderColumns(), "version", "source_locale", "updated_at") {
		set = append(set, column+" = excluded."+column)
	}
	return strings.Join(set, ", ")
}

// errTakenParts keeps a part with the entry that it has always belonged to.
var errTakenParts = &fault.Error{Code: fault.Conflict, Field: "parts", Rule: "unique", Message: "a part with the id of one of its parts belongs to another entry"}

// clear takes away what the rows replace, but for the parts that stay.
func (r *Rows) clear(ctx context.Context, tx bun.Tx) error {
	if len(r.Replaced) == 0 {
		return nil
	}
	kept := make([]uuid.UUID, len(r.parts))
	for i, part := range r.parts {
		kept[i] = part.ID
	}
	for _, table := range []string{"texts", "links", "old_slugs"} {
		if _, err := tx.NewRaw("DELETE FROM ? WHERE entry_id = ANY(?::uuid[])", bun.Ident(table), pg.UUIDs(r.Replaced)).Exec(ctx); err != nil {
			return err
		}
	}
	_, err := tx.NewRaw("DELETE FROM parts WHERE entry_id = ANY(?::uuid[]) AND id <> ALL(?::uuid[])", pg.UUIDs(r.Replaced), pg.UUIDs(kept)).Exec(ctx)
	return err
}

func (r *Rows) writeKinds(ctx context.Context, tx bun.Tx) error {
	for kind, values := range r.kinds {
		model := reflect.New(values.Type())
		model.Elem().Set(values)
		insert := tx.NewInsert().Model(model.Interface())
		if !kind.HasFields() {
			insert.On("CONFLICT (id) DO NOTHING")
		} else {
			insert.On("CONFLICT (id) DO UPDATE")
		}
		if _, err := insert.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
