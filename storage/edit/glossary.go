package edit

import (
	"context"
	"encoding/json"

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
		words, err := l.words(ctx, kind, source, target)
		if err != nil {
			return nil, err
		}
		ids := make([]uuid.UUID, len(words))
		for i, word := range words {
			ids[i] = word.EntryID
		}
		fields, err := l.fields(ctx, kind, ids)
		if err != nil {
			return nil, err
		}
		for _, word := range words {
			terms = append(terms, explained(kind.Concept, fields[word.EntryID], word))
		}
	}
	return terms, nil
}

// word is what an entry explains in one language, with what it says in another; empty where it says nothing there.
type word struct {
	EntryID          uuid.UUID
	Said, Translated json.RawMessage
}

// words are those of a kind, in the order of their titles.
func (l *Loader) words(ctx context.Context, kind *content.Kind, source, target content.Locale) ([]*word, error) {
	var words []*word
	said := func(text string) string {
		return text + ".fields || jsonb_strip_nulls(jsonb_build_object('title', " + text + ".title))"
	}
	err := l.DB.NewSelect().TableExpr("texts AS s").
		Join("LEFT JOIN texts AS t ON t.entry_id = s.entry_id AND t.part_id IS NULL AND t.locale = ?", target).
		ColumnExpr("s.entry_id").ColumnExpr(said("s")+" AS said").ColumnExpr(said("t")+" AS translated").
		Where("s.kind = ?", kind.Name).Where("s.part_id IS NULL").Where("s.locale = ?", source).OrderExpr("s.title, s.entry_id").Scan(ctx, &words)
	return words, err
}

// explained is a word that an entry with such fields explains.
func explained(concept *content.ConceptSource, columns json.RawMessage, word *word) xliff.Term {
	said, translated := members(word.Said), members(word.Translated)
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
	fields := members(columns)
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
