package content

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// Kind describes one kind of entry: its table, its relations and parts, and what
// can be filtered and sorted by. With that the engine reads, writes, searches,
// imports and exports it.
type Kind struct {
	// Name is the kind's one name, in lower camel case: in records, ids and links.
	Name string
	// Table holds the kind's own columns, one row per entry.
	Table string
	// Languages names the set of languages the kind is written in;
	// empty is ContentLanguages.
	Languages string
	// Body says whether the texts of an entry have a body in Markdown.
	Body bool
	// Single says that there is one entry of the kind at most.
	Single bool
	// Relations of an entry of this kind, by name.
	Relations Relations
	// Parts that stand directly below an entry of this kind.
	Parts []*PartKind
	// Computed columns, by name: SQL over `k` (the kind's row) and `e` (the row
	// in entries); `?0` is the time of the reading transaction.
	Computed map[string]string
	// Moments are the first at which computed columns, or states of parts, are others because
	// time has passed: SQL that selects a column of them, of everything that is published. What
	// is so until a moment, and at it, changes a microsecond later. Empty: nothing does.
	Moments string
	// Derived sets columns that follow from others when an entry is written; nil: none
	// does.
	Derived Derivation
	// Filters that `where` may use, by field.
	Filters Filters
	// Orders that `orderBy` may use, by enum value.
	Orders Orders
	// Keywords names the fields whose words search finds besides the texts.
	Keywords []string
	// Needs are texts that a draft may lack and what is published may not.
	Needs []Need

	// Occasions say what of the entries takes place when, for calendars.
	Occasions []OccasionSource
	// Places say for what of the entries one can register.
	Places []PlacesSource
	// Concept says that the entries explain words, for dictionaries; nil: they do not.
	Concept *ConceptSource
	// Card says what stands for an entry in short; nil: nothing but its title.
	Card *CardSource

	Shape
}

// PartKind describes one kind of part.
type PartKind struct {
	Name string
	// Plural is the field of inputs that lists such parts; empty is the name with an s.
	Plural string
	// Language names the field with the language that such a part speaks: who may write
	// the texts of that language may write the part. Empty: it speaks none.
	Language  string
	Body      bool
	Relations Relations
	Parts     []*PartKind

	Shape
}

// InputName is the field of inputs that lists parts of the kind.
func (kind *PartKind) InputName() string {
	if kind.Plural != "" {
		return kind.Plural
	}
	return kind.Name + "s"
}

// Row is implemented by the struct of every kind, through the embedded Entry.
type Row interface {
	Node
	Holder
	Header() *Entry
}

// KindOf describes the kind whose Go struct is T: it embeds Entry, F with the
// columns of the kind's table, and X with its localised fields.
func KindOf[T, F, X any](kind Kind) *Kind {
	kind.Shape = shapeOf[T, F, X]()
	return &kind
}

// PartOf describes the kind of part whose Go struct is T: it embeds Part, F with
// its fields, and X with its localised fields.
func PartOf[T, F, X any](kind PartKind) *PartKind {
	kind.Shape = shapeOf[T, F, X]()
	return &kind
}

// None stands for the fields or texts of what has none.
type None struct{}

// Kinds is the list of all kinds, checked.
type Kinds struct {
	ordered []*Kind
	byName  map[string]*Kind
	byRow   map[reflect.Type]*Kind
	parts   map[reflect.Type]*PartKind
	owners  map[string]*Kind // kind of part → the kind it belongs to
	// pointedTo are the kinds of part that some relation may point to.
	pointedTo map[string]bool
}

var nameRule = regexp.MustCompile(`^[a-z][a-zA-Z]*$`)

// NewKinds checks that the descriptions fit one another, so that wrong wiring
// fails at start and not in a query.
func NewKinds(kinds ...*Kind) (*Kinds, error) {
	all := &Kinds{
		ordered: kinds,
		byName:  map[string]*Kind{},
		byRow:   map[reflect.Type]*Kind{},
		parts:   map[reflect.Type]*PartKind{},
		owners:  map[string]*Kind{},

		pointedTo: map[string]bool{},
	}
	for _, kind := range kinds {
		if !nameRule.MatchString(kind.Name) || kind.Table == "" {
			return nil, fmt.Errorf("kind %q: the name must be in lower camel case and the table be named", kind.Name)
		}
		if all.byName[kind.Name] != nil || all.byRow[kind.row] != nil {
			return nil, fmt.Errorf("kind %q is in the list twice", kind.Name)
		}
		if kind.Languages == "" {
			kind.Languages = ContentLanguages
		}
		all.byName[kind.Name], all.byRow[kind.row] = kind, kind
		if err := all.addParts(kind, kind.Parts); err != nil {
			return nil, err
		}
	}
	for _, kind := range kinds {
		if err := all.check(kind); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (all *Kinds) addParts(owner *Kind, parts []*PartKind) error {
	for _, part := range parts {
		if other := all.owners[part.Name]; other != nil || all.byName[part.Name] != nil {
			return fmt.Errorf("kind %q: the name of its part %q is taken", owner.Name, part.Name)
		}
		all.owners[part.Name], all.parts[part.row] = owner, part
		if err := all.addParts(owner, part.Parts); err != nil {
			return err
		}
	}
	return nil
}

func (all *Kinds) check(kind *Kind) error {
	if err := all.checkRelations(kind.Name, kind.Relations); err != nil {
		return err
	}
	for name, filter := range kind.Filters {
		if _, ok := kind.Relations[filter.relation]; filter.relation != "" && !ok {
			return fmt.Errorf("kind %q: the filter %q uses the unknown relation %q", kind.Name, name, filter.relation)
		}
		if _, ok := kind.Computed[filter.computed]; filter.computed != "" && !ok {
			return fmt.Errorf("kind %q: the filter %q uses the unknown computed column %q", kind.Name, name, filter.computed)
		}
	}
	for name, sql := range kind.Computed {
		if strings.Contains(sql, "?0") && kind.Moments == "" {
			return fmt.Errorf("kind %q: its computed column %q depends on the time, and it names no moments", kind.Name, name)
		}
	}
	if err := checkInput(kind.Name, kind.FieldNames(), kind.Relations, kind.Parts); err != nil {
		return err
	}
	if err := kind.checkNeeds(); err != nil {
		return err
	}
	if err := kind.checkSources(); err != nil {
		return err
	}
	return all.checkParts(kind, kind.Parts)
}

func (all *Kinds) checkParts(kind *Kind, parts []*PartKind) error {
	for _, part := range parts {
		if err := all.checkRelations(kind.Name+"."+part.Name, part.Relations); err != nil {
			return err
		}
		if part.Language != "" && !slices.Contains(part.FieldNames(), part.Language) {
			return fmt.Errorf("part %q: its language %q is none of its fields", part.Name, part.Language)
		}
		if err := checkInput(part.Name, part.FieldNames(), part.Relations, part.Parts); err != nil {
			return err
		}
		if err := all.checkParts(kind, part.Parts); err != nil {
			return err
		}
	}
	return nil
}

func (all *Kinds) checkRelations(owner string, relations Relations) error {
	for name, relation := range relations {
		if relation.target != "" && all.byName[relation.target] == nil {
			return fmt.Errorf("kind %q: the relation %q points to the unknown kind %q", owner, name, relation.target)
		}
		if relation.part != "" && all.owners[relation.part] != all.byName[relation.target] {
			return fmt.Errorf("kind %q: the relation %q points to %q, which is no part of %q", owner, name, relation.part, relation.target)
		}
		all.pointedTo[relation.part] = true
	}
	return nil
}

// All lists the kinds in the order of the list.
func (all *Kinds) All() []*Kind { return all.ordered }

// Named finds a kind by its name.
func (all *Kinds) Named(name string) (*Kind, bool) {
	kind, ok := all.byName[name]
	return kind, ok
}

// Known finds a kind that stands in the database by its name. It fails where this hub does
// not know it, because another version of the hub does.
func (all *Kinds) Known(name string) (*Kind, error) {
	kind, ok := all.byName[name]
	if !ok {
		return nil, fmt.Errorf("there are entries of the kind %q, which this hub does not know", name)
	}
	return kind, nil
}

// IsPointedTo tells whether some relation may point to parts of a kind.
func (all *Kinds) IsPointedTo(part string) bool { return all.pointedTo[part] }

// PartNamed finds a kind of part by its name.
func (all *Kinds) PartNamed(name string) (*PartKind, bool) {
	for _, kind := range all.parts {
		if kind.Name == name {
			return kind, true
		}
	}
	return nil, false
}

func kindFor[T any](all *Kinds) *Kind {
	kind := all.byRow[reflect.TypeFor[T]()]
	if kind == nil {
		panic(fmt.Sprintf("content: %s is not in the list of kinds", reflect.TypeFor[T]()))
	}
	return kind
}

// KindNameOf is the name of the kind whose Go struct is T.
func KindNameOf[T any](all *Kinds) string { return kindFor[T](all).Name }

func partFor[T any](all *Kinds) *PartKind {
	kind := all.parts[reflect.TypeFor[T]()]
	if kind == nil {
		panic(fmt.Sprintf("content: %s is no part of any kind", reflect.TypeFor[T]()))
	}
	return kind
}
