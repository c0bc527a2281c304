package content

// Relation says to what a kind of entry or part may point, and how the other
// side is read.
type Relation struct {
	target    string // kind of entry; empty is any kind
	part      string // kind of part of the target; empty is the entry itself
	many      bool
	symmetric bool
	required  bool
}

// Relations by name.
type Relations map[string]Relation

// ToOne points to at most one entry of a kind.
func ToOne(kind string) Relation { return Relation{target: kind} }

// ToMany points to entries of a kind, in order.
func ToMany(kind string) Relation { return Relation{target: kind, many: true} }

// ToAny points to entries of any kind, in order.
func ToAny() Relation { return Relation{many: true} }

// ToAnyOne points to at most one entry of any kind.
func ToAnyOne() Relation { return Relation{} }

// ToPart points to at most one part of an entry of a kind.
func ToPart(kind, part string) Relation { return Relation{target: kind, part: part} }

// ToParts points to parts of entries of a kind, in order.
func ToParts(kind, part string) Relation { return Relation{target: kind, part: part, many: true} }

// Symmetric points to entries of the same kind that by that point back.
func Symmetric(kind string) Relation { return Relation{target: kind, many: true, symmetric: true} }

// Required makes the relation one that an entry cannot be published without.
func (r Relation) Required() Relation { r.required = true; return r }
