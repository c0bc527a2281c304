package edit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/canonical"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// fact names one thing that an entry says: a field of its own or of one of its
// parts, or what one language says of either.
type fact struct {
	part   uuid.UUID // zero: the entry itself
	group  group
	locale content.Locale
	name   string
}

// group is where in a record a fact stands.
type group string

const (
	inHeader group = ""
	inFields group = "fields"
	inRefs   group = "refs"
	// inTexts are the fields of a text; the one without a name says that there is a
	// text at all.
	inTexts group = "texts"
	// inOrder lists the parts of a kind below an entry or a part, by their ids.
	inOrder group = "order"
)

// facts are everything that an entry says, fact by fact. Two versions of an entry
// are compared, merged and taken back as facts; a record says the same as a tree.
//
// What a fact holds was written here, by set, or read from a record: it is well-formed
// JSON. What is of the header, a reference or an order is of its type, too.
type facts map[fact]json.RawMessage

// String is the path of the fact as records have it; that of a part begins with
// its id.
func (f fact) String() string {
	at := ""
	if f.part != uuid.Nil {
		at = "parts[" + f.part.String() + "]"
	}
	return fault.Path(at, string(f.group), string(f.locale), f.name)
}

// factsOf takes a record apart. All its parts must have ids. It fails where fields or
// texts are no objects, which those of a record that was checked always are.
func factsOf(record *Record) (facts, error) {
	all := facts{}
	all.set(fact{name: "slug"}, record.Slug)
	all.set(fact{name: "sourceLocale"}, record.SourceLocale)
	if err := all.setHeader(record.HeaderFields); err != nil {
		return nil, err
	}
	if err := all.add(uuid.Nil, record.Fields, record.Refs, record.Texts); err != nil {
		return nil, err
	}
	return all, all.addParts(uuid.Nil, record.Parts)
}

// set says something that can always be written: text, an id, ids, references, or true.
// What a client hands over goes by put.
func (f facts) set(at fact, value any) { f[at] = canonical.MustEncode(value) }

// put says something of whatever type; it fails where that cannot be written.
func (f facts) put(at fact, value any) (err error) {
	f[at], err = canonical.Encode(value)
	return err
}

// setHeader says what the fields of the header say, and no more what they do not.
func (f facts) setHeader(header content.HeaderFields) error {
	encoded, err := canonical.Encode(header)
	if err != nil {
		return err
	}
	values, err := object(encoded)
	for _, name := range content.HeaderNames() {
		if at := (fact{name: name}); values[name] != nil {
			f[at] = values[name]
		} else {
			delete(f, at)
		}
	}
	return err
}

// header is what the facts say in the fields of the header.
func (f facts) header() content.HeaderFields {
	values := map[string]json.RawMessage{}
	for _, name := range content.HeaderNames() {
		if value := f[fact{name: name}]; value != nil {
			values[name] = value
		}
	}
	// They are of their types, as they were when they were set.
	var header content.HeaderFields
	_ = json.Unmarshal(canonical.MustEncode(values), &header)
	return header
}

func (f facts) add(part uuid.UUID, fields json.RawMessage, refs map[string]Targets, texts map[content.Locale]json.RawMessage) error {
	values, err := object(fields)
	if err != nil {
		return fmt.Errorf("the fields of %s: %w", fact{part: part}, err)
	}
	for name, value := range values {
		f[fact{part: part, group: inFields, name: name}] = value
	}
	for name, targets := range refs {
		f.set(fact{part: part, group: inRefs, name: name}, targets)
	}
	for locale, text := range texts {
		at := fact{part: part, group: inTexts, locale: locale}
		values, err := object(text)
		if err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
		f.set(at, true)
		for name, value := range values {
			at.name = name
			f[at] = value
		}
	}
	return nil
}

func (f facts) addParts(parent uuid.UUID, parts []*PartRecord) error {
	order := map[string][]uuid.UUID{}
	for _, part := range parts {
		id := *part.ID
		f.set(fact{part: id, name: "kind"}, part.Kind)
		f.set(fact{part: id, name: "slug"}, part.Slug)
		f.set(fact{part: id, name: "parent"}, parent)
		if err := f.add(id, part.Fields, part.Refs, part.Texts); err != nil {
			return err
		}
		if err := f.addParts(id, part.Parts); err != nil {
			return err
		}
		order[part.Kind] = append(order[part.Kind], id)
	}
	for kind, ids := range order {
		f.setOrder(parent, kind, ids)
	}
	return nil
}

// object reads the members of a JSON object, each written in one way: Postgres writes JSON
// differently, and equal values must be equal bytes. What says nothing has no members.
func object(value json.RawMessage) (map[string]json.RawMessage, error) {
	if len(value) == 0 {
		return nil, nil
	}
	var found map[string]json.RawMessage
	if err := json.Unmarshal(value, &found); err != nil {
		return nil, err
	}
	for name, value := range found {
		found[name] = uniform(value)
	}
	return found, nil
}

// members are those of an object; what is none has no members.
func members(value json.RawMessage) map[string]json.RawMessage {
	found, err := object(value)
	if err != nil {
		return nil
	}
	return found
}

// uniform writes a value without spaces, its members in alphabetical order, its
// characters as encode has them.
func uniform(value json.RawMessage) json.RawMessage {
	nested := value[0] == '{' || value[0] == '['
	if !nested && !bytes.ContainsAny(value, "\\\u2028\u2029") {
		return value
	}
	decoder := json.NewDecoder(bytes.NewReader(value))
	decoder.UseNumber()
	var decoded any
	if decoder.Decode(&decoded) != nil {
		return value
	}
	return canonical.MustEncode(decoded)
}

// text is what a fact says; nothing where it is not there, or no text.
func (f facts) text(at fact) string { return factAs[string](f, at) }

func (f facts) targets(at fact) Targets { return factAs[Targets](f, at) }

func (f facts) order(parent uuid.UUID, kind string) []uuid.UUID {
	return factAs[[]uuid.UUID](f, fact{part: parent, group: inOrder, name: kind})
}

// factAs reads a fact of a known type. Only a text may be of another one: a field that
// happens to be called `title` or `slug`; and then it is no text.
func factAs[T any](f facts, at fact) T {
	var value T
	if json.Unmarshal(f[at], &value) != nil {
		var none T
		return none
	}
	return value
}

func (f facts) setOrder(parent uuid.UUID, kind string, ids []uuid.UUID) {
	at := fact{part: parent, group: inOrder, name: kind}
	if len(ids) == 0 {
		delete(f, at)
		return
	}
	f.set(at, ids)
}

func (f facts) parent(part uuid.UUID) uuid.UUID {
	id, _ := uuid.Parse(f.text(fact{part: part, name: "parent"}))
	return id
}

func (f facts) kind(part uuid.UUID) string { return f.text(fact{part: part, name: "kind"}) }

func (f facts) clone() facts { return maps.Clone(f) }

// removeText takes a language away, everywhere in the entry where it is the
// entry's own text, and else from the part alone.
func (f facts) removeText(part uuid.UUID, locale content.Locale) {
	maps.DeleteFunc(f, func(at fact, _ json.RawMessage) bool {
		return at.group == inTexts && at.locale == locale && (part == uuid.Nil || at.part == part)
	})
}

// removePart takes a part away with everything below it.
func (f facts) removePart(part uuid.UUID) {
	parent, kind := f.parent(part), f.kind(part)
	f.setOrder(parent, kind, slices.DeleteFunc(f.order(parent, kind), func(id uuid.UUID) bool { return id == part }))
	f.drop(part)
}

func (f facts) drop(part uuid.UUID) {
	for at := range f {
		if at.group == inOrder && at.part == part {
			for _, child := range f.order(part, at.name) {
				f.drop(child)
			}
		}
	}
	maps.DeleteFunc(f, func(at fact, _ json.RawMessage) bool { return at.part == part })
}

// place puts a part below a parent, at a position among its siblings of the same
// kind; a negative one is the end.
func (f facts) place(part, parent uuid.UUID, position int) {
	kind, before := f.kind(part), f.parent(part)
	without := func(ids []uuid.UUID) []uuid.UUID {
		return slices.DeleteFunc(ids, func(id uuid.UUID) bool { return id == part })
	}
	f.setOrder(before, kind, without(f.order(before, kind)))
	siblings := without(f.order(parent, kind))
	if position < 0 || position > len(siblings) {
		position = len(siblings)
	}
	f.setOrder(parent, kind, slices.Insert(siblings, position, part))
	f.set(fact{part: part, name: "parent"}, parent)
}

// record puts the facts together again. What is no fact, such as times and
// states, is that of base.
func (f facts) record(kind *content.Kind, base *Record) *Record {
	whole := *base
	whole.Slug, whole.SourceLocale = f.text(fact{name: "slug"}), content.Locale(f.text(fact{name: "sourceLocale"}))
	whole.HeaderFields = f.header()
	byPart := map[uuid.UUID][]fact{}
	for at := range f {
		byPart[at.part] = append(byPart[at.part], at)
	}
	whole.Fields, whole.Refs, whole.Texts = f.said(byPart[uuid.Nil])
	if whole.Texts == nil {
		whole.Texts = map[content.Locale]json.RawMessage{}
	}
	whole.Parts = f.parts(uuid.Nil, kind.Parts, byPart)
	return &whole
}

func (f facts) parts(parent uuid.UUID, kinds []*content.PartKind, byPart map[uuid.UUID][]fact) []*PartRecord {
	var parts []*PartRecord
	for _, kind := range kinds {
		for _, id := range f.order(parent, kind.Name) {
			part := &PartRecord{Kind: kind.Name, ID: &id, Slug: f.text(fact{part: id, name: "slug"})}
			part.Fields, part.Refs, part.Texts = f.said(byPart[id])
			part.Parts = f.parts(id, kind.Parts, byPart)
			parts = append(parts, part)
		}
	}
	return parts
}

func (f facts) said(of []fact) (json.RawMessage, map[string]Targets, map[content.Locale]json.RawMessage) {
	var fields map[string]json.RawMessage
	var refs map[string]Targets
	texts := map[content.Locale]map[string]json.RawMessage{}
	for _, at := range of {
		switch at.group {
		case inFields:
			if fields == nil {
				fields = map[string]json.RawMessage{}
			}
			fields[at.name] = f[at]
		case inRefs:
			if refs == nil {
				refs = map[string]Targets{}
			}
			refs[at.name] = f.targets(at)
		case inTexts:
			if texts[at.locale] == nil {
				texts[at.locale] = map[string]json.RawMessage{}
			}
			if at.name != "" {
				texts[at.locale][at.name] = f[at]
			}
		default:
		}
	}
	var written map[content.Locale]json.RawMessage
	for locale, text := range texts {
		if written == nil {
			written = map[content.Locale]json.RawMessage{}
		}
		written[locale] = canonical.MustEncode(text)
	}
	if fields == nil {
		return nil, refs, written
	}
	return canonical.MustEncode(fields), refs, written
}
