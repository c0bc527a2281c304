package review

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

const (
	// maxComment is how many characters a comment may have.
	maxComment = 5000
	// maxComments is how many comments a review may have.
	maxComments = 500
)

// words are those of a comment, without what surrounds them; empty where there are none.
func words(field string, given *string) (string, error) {
	if given == nil {
		return "", nil
	}
	if utf8.RuneCountInString(*given) > maxComment {
		return "", fault.Invalid(field, "max", "a comment has at most %d characters", maxComment)
	}
	return strings.TrimSpace(*given), nil
}

// Remark is a comment to make.
type Remark struct {
	// Part is the id of the part that it is about, as clients know it; nil: the entry itself.
	Part *string
	// Field is the one that it is about, as records name it; nil: the text as a whole.
	Field *string
	Body  string
}

// Comment adds a comment to a review, be it open or not.
func (s *Store) Comment(ctx context.Context, actor act.Actor, id string, remark Remark) (*Review, error) {
	body, err := words("body", &remark.Body)
	if err != nil {
		return nil, err
	}
	if body == "" {
		return nil, fault.Invalid("body", "required", "a comment needs words")
	}
	return s.change(ctx, actor, id, func(ctx context.Context, c *change) error {
		if err := c.may(VerbComment, c.review.Locale); err != nil {
			return err
		}
		var made int
		if err := c.tx.NewRaw("SELECT count(*) FROM hub.review_comments WHERE review_id = ?", c.review.UUID).Scan(ctx, &made); err != nil {
			return err
		}
		if made >= maxComments {
			return fault.Conflicting("id", "max", "a review has at most %d comments", maxComments)
		}
		part, err := s.place(ctx, c, remark)
		if err != nil {
			return err
		}
		if err := c.say(ctx, Comment{PartID: part, Field: remark.Field, Body: body}); err != nil {
			return err
		}
		return c.note(ctx, VerbComment, nil)
	})
}

// place finds the part that a remark is about, and refuses a field that is not there.
func (s *Store) place(ctx context.Context, c *change, remark Remark) (uuid.NullUUID, error) {
	none := uuid.NullUUID{}
	if remark.Part == nil {
		kind, err := s.kinds.Known(string(c.review.Kind))
		if err != nil {
			return none, err
		}
		return none, known(remark.Field, kind.TextFieldNames(), kind.Body)
	}
	name, id, err := content.DecodeID("part", *remark.Part)
	if err != nil {
		return none, err
	}
	if remark.Field == nil {
		return none, fault.Invalid("field", "required", "name the field of the part")
	}
	var found []string
	if err := c.tx.NewRaw("SELECT kind FROM parts WHERE id = ? AND entry_id = ? AND kind = ?", id, c.review.EntryID, name).Scan(ctx, &found); err != nil {
		return none, err
	}
	kind := s.partKind(c.review.Kind, name)
	if len(found) == 0 || kind == nil {
		return none, fault.Missing("part", "the entry has no such part")
	}
	return uuid.NullUUID{UUID: id, Valid: true}, known(remark.Field, kind.TextFieldNames(), kind.Body)
}

// known refuses a field that a text does not have.
func known(field *string, names []string, body bool) error {
	if field == nil || slices.Contains(names, *field) || body && *field == "body" {
		return nil
	}
	if body {
		names = append(names, "body")
	}
	return fault.Invalid("field", "oneof", "it must be one of %s", strings.Join(names, ", "))
}

// partKind is the kind of part of that name within a kind of entry.
func (s *Store) partKind(of content.EntryKind, name string) *content.PartKind {
	kind, ok := s.kinds.Named(string(of))
	if !ok {
		return nil
	}
	return among(kind.Parts, name)
}

func among(kinds []*content.PartKind, name string) *content.PartKind {
	for _, kind := range kinds {
		if kind.Name == name {
			return kind
		}
		if found := among(kind.Parts, name); found != nil {
			return found
		}
	}
	return nil
}
