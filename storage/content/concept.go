package content

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
)

// ConceptSource says of a kind that its entries explain words: their titles. Dictionaries list
// them, and translators are given them where they occur.
type ConceptSource struct {
	// Definition is the field of texts that explains the word.
	Definition string
	// Also are fields, of texts or of the entry, with other words for the same.
	Also []string
	// Broader and Related are the relations to concepts of the kind that are wider, and that
	// have to do with it; narrower ones are those that point here by Broader.
	Broader, Related string
	// Edition is the field with the edition from which on it belongs to the dictionary.
	Edition string
}

func (s *ConceptSource) check(kind *Kind) error {
	c := kind.checkSource("concept", "")
	c.needed("field with its definition", s.Definition)
	c.text("title", oneText)
	c.text(s.Definition, oneText)
	for _, name := range s.Also {
		c.field(name, textOrTexts)
	}
	c.field(s.Edition, oneText)
	for _, name := range []string{s.Broader, s.Related} {
		c.relation(name, "entries of its own kind", func(r Relation) bool { return r.many && r.target == kind.Name && r.part == "" })
	}
	return c.err
}

// Concept is an entry that explains a word.
type Concept struct {
	// Labels are the words for it, in the languages that were asked for, in that order. Nothing
	// in them is of another language.
	Labels []Label
	// Also are words for it in whatever language, such as abbreviations.
	Also []string
	// Edition is the one from which on it belongs to the dictionary; empty: any.
	Edition string
	// Broader, Narrower and Related are other concepts of the kind.
	Broader, Narrower, Related []uuid.UUID
}

// Label is a concept in one language.
type Label struct {
	Locale Locale
	// Term is the word, and Also are other words for the same.
	Term string
	Also []string
	// Definition explains it; empty: this language does not.
	Definition string
}

// ConceptOf reads what an entry explains, whatever its kind; nil where its kind explains
// nothing. For all entries that were read together it costs three statements.
func ConceptOf(ctx context.Context, row Row) (*Concept, error) {
	kind := kindOf(row)
	source := kind.Concept
	if source == nil {
		return nil, nil
	}
	s, texts := kind.subject(reflect.ValueOf(row), nil, reflect.Value{}), kind.TextFieldNames()
	concept := &Concept{}
	if edition := get[string](s, source.Edition); edition != nil {
		concept.Edition = *edition
	}
	for _, name := range source.Also {
		if value, _ := s.at(name); value.IsValid() && !slices.Contains(texts, name) {
			concept.Also = append(concept.Also, wordsOf(value)...)
		}
	}
	for _, text := range row.Header().Texts {
		label, err := source.label(kind, text)
		if err != nil {
			return nil, err
		}
		concept.Labels = append(concept.Labels, *label)
	}
	var broader, narrower, related error
	concept.Broader, broader = relatedIDs(ctx, row, source.Broader, "targets", holder.targets)
	concept.Narrower, narrower = relatedIDs(ctx, row, source.Broader, "sources", holder.sources)
	concept.Related, related = relatedIDs(ctx, row, source.Related, "targets", holder.targets)
	return concept, errors.Join(broader, narrower, related)
}

// label is what one language says, and no other.
func (s *ConceptSource) label(kind *Kind, text Text) (*Label, error) {
	value := reflect.ValueOf(kind.TextOf(kind.New()))
	if err := json.Unmarshal(text.Fields, value.Interface()); err != nil {
		return nil, err
	}
	said := subject{value.Elem()}
	label := &Label{Locale: text.Locale}
	if text.Title != nil {
		label.Term = *text.Title
	}
	if definition := get[string](said, s.Definition); definition != nil {
		label.Definition = *definition
	}
	for _, name := range s.Also {
		if words, _ := said.at(name); words.IsValid() {
			label.Also = append(label.Also, wordsOf(words)...)
		}
	}
	return label, nil
}

// wordsOf are the words of a field that is a text or a list of them.
func wordsOf(value reflect.Value) []string {
	if value.Kind() == reflect.String {
		return []string{value.String()}
	}
	return value.Interface().([]string)
}

// relatedIDs reads which entries of its own kind an entry points to, or is pointed to by, by one
// statement for all that were read together; which of the two, the key tells.
func relatedIDs(ctx context.Context, row Row, relation, key string, which func(holder, *Kind, string) *bun.SelectQuery) ([]uuid.UUID, error) {
	if relation == "" {
		return nil, nil
	}
	h, kind := row.holder(), kindOf(row)
	grouped, err := loadOnce(ctx, h.cohort, key+":"+relation, func(ctx context.Context) (map[uuid.UUID][]uuid.UUID, error) {
		var links []struct{ SourceID, TargetID uuid.UUID }
		reader := h.cohort.reader
		query := reader.db.NewSelect().TableExpr("(?) AS s", which(h, kind, relation)).ColumnExpr("s.source_id, s.target_id").
			Join("JOIN ? AS k ON k.id = s.target_id", bun.Ident(kind.Table)).Join("JOIN entries AS e ON e.id = k.id").
			Where("?", reader.visible("k.id")).OrderExpr("s.position, k.id")
		h.cohort.scope.apply(kind, query)
		err := query.Scan(ctx, &links)
		groups := map[uuid.UUID][]uuid.UUID{}
		for _, link := range links {
			groups[link.SourceID] = append(groups[link.SourceID], link.TargetID)
		}
		return groups, err
	})
	return grouped[h.id], err
}
