package edit

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/format/xliff"
	"github.com/cocreated/hub/storage/pg"
)

// glossary reads the words that the entries of such kinds explain in a language,
// with what they are in another.
func (l *Loader) glossary(ctx context.Context, source, target content.Locale) ([]xliff.Term, error) {
	var terms []xliff.Term
	for _, kind := range l.Kinds.All() {
		if kind.Concept == nil {
			continue
		}
		var ids []uuid.UUID
		err := l.DB.NewSelect().TableExpr("texts").Column("entry_id").
			Where("kind = ?", kind.Name).Where("part_id IS NULL").Where("locale = ?", source).OrderExpr("title, entry_id").Scan(ctx, &ids)
		if err != nil {
			return nil, err
		}
		records, err := l.Load(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		slices.SortFunc(records, func(a, b *Record) int { return slices.Index(ids, *a.ID) - slices.Index(ids, *b.ID) })
		for _, record := range records {
			terms = append(terms, explained(kind.Concept, record, source, target))
		}
	}
	return terms, nil
}

// explained is the word that a record explains.
func explained(concept *content.ConceptSource, record *Record, source, target content.Locale) xliff.Term {
	said, translated := members(record.Texts[source]), members(record.Texts[target])
	first := func(field json.RawMessage) string {
		for _, leaf := range leavesOf("", field) {
			return leaf.texts[0]
		}
		return ""
	}
	term := xliff.Term{Term: first(said["title"]), Definition: first(said[concept.Definition])}
	if title := first(translated["title"]); title != "" {
		term.Translations = append(term.Translations, title)
	}
	fields := members(record.Fields)
	for _, name := range concept.Also {
		for _, value := range []json.RawMessage{said[name], fields[name]} {
			for _, leaf := range leavesOf("", value) {
				term.Also = append(term.Also, leaf.texts...)
			}
		}
		if _, isText := said[name]; isText {
			for _, leaf := range leavesOf("", translated[name]) {
				term.Translations = append(term.Translations, leaf.texts...)
			}
		}
	}
	return term
}

// pinned reads what entries said in some of their versions, by one statement.
func pinned(ctx context.Context, db bun.IDB, wanted []pinnedVersion) (map[pinnedVersion]facts, error) {
	found := map[pinnedVersion]facts{}
	if len(wanted) == 0 {
		return found, nil
	}
	var kept []*revision
	err := db.NewRaw(`SELECT r.entry_id, r.version, r.record FROM hub.revisions AS r
		JOIN jsonb_to_recordset(?) AS w (entry_id uuid, version integer) USING (entry_id, version)`, pg.Rows(wanted)).Scan(ctx, &kept)
	if err != nil {
		return nil, err
	}
	for _, revision := range kept {
		said, err := revision.facts()
		if err != nil {
			return nil, err
		}
		found[pinnedVersion{revision.EntryID, revision.Version}] = said
	}
	return found, nil
}

// pinnedVersion is a version of an entry.
type pinnedVersion struct {
	EntryID uuid.UUID `json:"entry_id"`
	Version int       `json:"version"`
}
