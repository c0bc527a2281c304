package content

import (
	"context"
	"reflect"
)

// CardSource says of a kind what stands for its entries in short, on pages and where others
// embed them, besides their titles.
type CardSource struct {
	// Summary is the field of texts that says what it is about.
	Summary string
	// Image is the relation to what is to be seen of it; empty: nothing is.
	Image string
	// Link is the field with an address outside of the hub, where it is; empty: it has none but
	// the hub's own.
	Link string
}

func (s *CardSource) check(kind *Kind) error {
	c := kind.checkSource("card", "")
	c.text("title", oneText)
	c.text(s.Summary, oneText)
	c.relation(s.Image, "one entry of a kind", func(r Relation) bool { return !r.many && r.target != "" && r.part == "" })
	c.field(s.Link, oneText)
	return c.err
}

// Card is what stands for an entry in short, in the language that is served.
type Card struct {
	Title string
	// Summary says what it is about; empty where nobody has written it.
	Summary string
	// Image is what is to be seen of it; nil: nothing.
	Image Row
	// Link is its address outside of the hub; empty: it has none.
	Link string
}

// CardOf reads what stands for an entry in short, whatever its kind. For all entries that were
// read together it costs two statements where the kind has images, else none.
func CardOf(ctx context.Context, row Row) (*Card, error) {
	kind := kindOf(row)
	s := kind.subject(reflect.ValueOf(row), nil, reflect.Value{})
	card := &Card{Title: s.title()}
	source := kind.Card
	if source == nil {
		return card, nil
	}
	if summary := get[string](s, source.Summary); summary != nil {
		card.Summary = *summary
	}
	if link := get[string](s, source.Link); link != nil {
		card.Link = *link
	}
	if source.Image == "" {
		return card, nil
	}
	images, err := RelatedAny(ctx, row, source.Image)
	if len(images) > 0 {
		card.Image = images[0]
	}
	return card, err
}
