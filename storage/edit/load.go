package edit

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/pg"
)

// Loader reads whole entries as records from one stage: the one on the search
// path. It costs a fixed number of statements per kind, however many entries.
type Loader struct {
	DB    bun.IDB
	Kinds *content.Kinds
	// slugs of the entries in the draft, by which what is live calls them as well;
	// without, the stage that is read is the draft.
	slugs map[uuid.UUID]string
}

type entryRecord struct {
	ID                   uuid.UUID
	Version              int
	SourceLocale         content.Locale
	CreatedAt, UpdatedAt time.Time
	PublishedAt          *time.Time
	content.HeaderFields
}

type storedPart struct {
	bun.BaseModel `bun:"table:parts,alias:p"`

	ID       uuid.UUID     `bun:"id,type:uuid"`
	EntryID  uuid.UUID     `bun:"entry_id,type:uuid"`
	ParentID uuid.NullUUID `bun:"parent_id,type:uuid"`
	Kind     string
	Slug     string
	Fields   json.RawMessage `bun:"type:jsonb"`
}

type textRecord struct {
	EntryID uuid.UUID
	PartID  uuid.NullUUID
	Locale  content.Locale
	Slug    *string
	Title   *string
	Fields  json.RawMessage
	Body    *string
	State   State
	Stale   map[string]Pin
}

type linkRecord struct {
	EntryID    uuid.UUID
	PartID     uuid.NullUUID
	Relation   string
	TargetKind string
	TargetSlug string
	TargetPart *string
}

// Load reads the entries of a kind, in the order of their ids.
func (l *Loader) Load(ctx context.Context, kind *content.Kind, ids []uuid.UUID) ([]*Record, error) {
	var entries []entryRecord
	err := l.DB.NewSelect().TableExpr("entries").
		Column("id", "version", "source_locale", "created_at", "updated_at", "published_at").Column(content.HeaderColumns()...).
		Where("id = ANY(?::uuid[])", pg.UUIDs(ids)).Where("kind = ?", kind.Name).Order("id").Scan(ctx, &entries)
	if err != nil {
		return nil, err
	}
	fields, err := l.fields(ctx, kind, ids)
	if err != nil {
		return nil, err
	}
	var parts []*storedPart
	err = l.DB.NewSelect().Model(&parts).Column("id", "entry_id", "parent_id", "kind", "slug", "fields").Where("entry_id = ANY(?::uuid[])", pg.UUIDs(ids)).Order("position", "id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	texts, err := l.texts(ctx, ids)
	if err != nil {
		return nil, err
	}
	links, err := l.links(ctx, ids)
	if err != nil {
		return nil, err
	}
	old, err := l.oldSlugs(ctx, ids)
	if err != nil {
		return nil, err
	}
	children := map[uuid.UUID][]*storedPart{}
	for _, part := range parts {
		owner := part.EntryID
		if part.ParentID.Valid {
			owner = part.ParentID.UUID
		}
		children[owner] = append(children[owner], part)
	}
	assembly := &assembly{texts: texts, links: links, children: children}
	records := make([]*Record, len(entries))
	for i, entry := range entries {
		record := &Record{
			Kind: kind.Name, ID: &entry.ID, Version: entry.Version, SourceLocale: entry.SourceLocale, HeaderFields: entry.HeaderFields,
			CreatedAt: utc(&entry.CreatedAt), UpdatedAt: utc(&entry.UpdatedAt), PublishedAt: utc(entry.PublishedAt),
			Fields: fields[entry.ID], OldSlugs: old[entry.ID],
		}
		if record.Slug, record.Texts, err = assembly.entryTexts(kind, record, l.slugs[entry.ID]); err != nil {
			return nil, err
		}
		record.States = assembly.states(entry.ID)
		record.Refs = assembly.refs(entry.ID, kind.Relations)
		if record.Parts, err = assembly.parts(entry.ID, kind.Parts); err != nil {
			return nil, err
		}
		records[i] = record
	}
	return records, nil
}

// fields reads the kind's own columns as JSON.
func (l *Loader) fields(ctx context.Context, kind *content.Kind, ids []uuid.UUID) (map[uuid.UUID]json.RawMessage, error) {
	rows := kind.NewList()
	err := l.DB.NewSelect().Model(rows.Interface()).ModelTableExpr("? AS k", bun.Ident(kind.Table)).ColumnExpr("k.*").
		Where("id = ANY(?::uuid[])", pg.UUIDs(ids)).Scan(ctx)
	if err != nil {
		return nil, err
	}
	fields := map[uuid.UUID]json.RawMessage{}
	for i := range rows.Elem().Len() {
		row := rows.Elem().Index(i)
		columns := kind.FieldsOf(row)
		normalise(reflect.ValueOf(columns))
		if fields[row.Interface().(content.Row).Header().UUID], err = canonicalJSON(columns); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

func (l *Loader) texts(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]textRecord, error) {
	var rows []textRecord
	err := l.DB.NewSelect().TableExpr("texts").Column("entry_id", "part_id", "locale", "slug", "title", "fields", "body", "state", "stale").
		Where("entry_id = ANY(?::uuid[])", pg.UUIDs(ids)).Order("locale").Scan(ctx, &rows)
	texts := map[uuid.UUID][]textRecord{}
	for _, row := range rows {
		owner := row.EntryID
		if row.PartID.Valid {
			owner = row.PartID.UUID
		}
		texts[owner] = append(texts[owner], row)
	}
	return texts, err
}

func (l *Loader) links(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID][]linkRecord, error) {
	var rows []linkRecord
	err := l.DB.NewSelect().TableExpr("links AS l").
		Join("JOIN entries AS e ON e.id = l.target_id").Join("LEFT JOIN parts AS p ON p.id = l.target_part_id").
		ColumnExpr("l.entry_id, l.part_id, l.relation, e.kind AS target_kind, (?) AS target_slug, p.slug AS target_part", content.MainSlug("l.target_id")).
		Where("l.entry_id = ANY(?::uuid[])", pg.UUIDs(ids)).OrderExpr("l.position").Scan(ctx, &rows)
	links := map[uuid.UUID][]linkRecord{}
	for _, row := range rows {
		owner := row.EntryID
		if row.PartID.Valid {
			owner = row.PartID.UUID
		}
		links[owner] = append(links[owner], row)
	}
	return links, err
}

func (l *Loader) oldSlugs(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]map[content.Locale][]string, error) {
	var rows []struct {
		EntryID uuid.UUID
		Locale  content.Locale
		Slug    string
	}
	err := l.DB.NewSelect().TableExpr("old_slugs").Column("entry_id", "locale", "slug").
		Where("entry_id = ANY(?::uuid[])", pg.UUIDs(ids)).Order("slug").Scan(ctx, &rows)
	old := map[uuid.UUID]map[content.Locale][]string{}
	for _, row := range rows {
		if old[row.EntryID] == nil {
			old[row.EntryID] = map[content.Locale][]string{}
		}
		old[row.EntryID][row.Locale] = append(old[row.EntryID][row.Locale], row.Slug)
	}
	return old, err
}

// assembly puts records together from the rows of several entries.
type assembly struct {
	texts    map[uuid.UUID][]textRecord
	links    map[uuid.UUID][]linkRecord
	children map[uuid.UUID][]*storedPart
}

// entryTexts writes the texts of an entry, and finds its slug where main is empty.
func (a *assembly) entryTexts(kind *content.Kind, record *Record, main string) (string, map[content.Locale]json.RawMessage, error) {
	rows := a.texts[*record.ID]
	if main == "" {
		source := slices.IndexFunc(rows, func(text textRecord) bool { return text.Locale == record.SourceLocale })
		main = *rows[max(source, 0)].Slug
	}
	texts := map[content.Locale]json.RawMessage{}
	for _, row := range rows {
		slug := row.Slug
		if *slug == main {
			slug = nil
		}
		encoded, err := row.encode(kind.Shape, slug)
		if err != nil {
			return "", nil, err
		}
		texts[row.Locale] = encoded
	}
	return main, texts, nil
}

// encode writes a text as records hold it.
func (t *textRecord) encode(shape content.Shape, slug *string) (json.RawMessage, error) {
	fields := shape.TextOf(shape.New())
	if err := json.Unmarshal(t.Fields, fields); err != nil {
		return nil, err
	}
	if t.Title != nil {
		if err := json.Unmarshal(content.TitleJSON(*t.Title), fields); err != nil {
			return nil, err
		}
	}
	normalise(reflect.ValueOf(fields))
	written, err := canonicalJSON(fields)
	return joinText(slug, written, t.Body), err
}

func (a *assembly) states(owner uuid.UUID) map[content.Locale]TextState {
	states := map[content.Locale]TextState{}
	for _, text := range a.texts[owner] {
		states[text.Locale] = TextState{State: text.State, Stale: text.Stale}
	}
	return states
}

func (a *assembly) refs(owner uuid.UUID, relations content.Relations) map[string]Targets {
	refs := map[string]Targets{}
	for _, link := range a.links[owner] {
		relation := relations[link.Relation]
		slug := link.TargetSlug
		if link.TargetPart != nil {
			slug += "/" + *link.TargetPart
		}
		if relation.TargetKind() == "" {
			slug = link.TargetKind + ":" + slug
		}
		refs[link.Relation] = Targets{Many: relation.IsMany(), Slugs: append(refs[link.Relation].Slugs, slug)}
	}
	return refs
}

func (a *assembly) parts(owner uuid.UUID, kinds []*content.PartKind) ([]*PartRecord, error) {
	var records []*PartRecord
	for _, kind := range kinds {
		for _, part := range a.children[owner] {
			if part.Kind != kind.Name {
				continue
			}
			fields := kind.FieldsOf(kind.New())
			if err := json.Unmarshal(part.Fields, fields); err != nil {
				return nil, err
			}
			normalise(reflect.ValueOf(fields))
			written, err := canonicalJSON(fields)
			if err != nil {
				return nil, err
			}
			record := &PartRecord{
				Kind: kind.Name, ID: &part.ID, Slug: part.Slug, Fields: written,
				Refs: a.refs(part.ID, kind.Relations), States: a.states(part.ID),
			}
			for _, text := range a.texts[part.ID] {
				if record.Texts == nil {
					record.Texts = map[content.Locale]json.RawMessage{}
				}
				encoded, err := text.encode(kind.Shape, nil)
				if err != nil {
					return nil, err
				}
				record.Texts[text.Locale] = encoded
			}
			if record.Parts, err = a.parts(part.ID, kind.Parts); err != nil {
				return nil, err
			}
			records = append(records, record)
		}
	}
	return records, nil
}
