package content

import (
	"context"
	"time"
)

// PlacesSource says of a kind that one can register for its entries, or for their parts of a
// kind.
type PlacesSource struct {
	// Part is the kind of part that one registers for; empty: the entry.
	Part string
	// Required names whether one must register; empty: one can where Capacity is known.
	Required string
	// Capacity names how many places there are.
	Capacity string
	// Opens and Closes name the days or moments from which and until which one can register;
	// days are whole days in the time zone that Zone names.
	Opens, Closes, Zone string
	// Waiting names whether there is a waiting list; empty: there is none.
	Waiting string
}

func (p *PlacesSource) check(kind *Kind) error {
	c := kind.checkSource("registration", p.Part)
	c.needed("field with its capacity", p.Capacity)
	c.field(p.Required, yesOrNo)
	c.field(p.Capacity, wholeNumber)
	c.field(p.Opens, dayOrMoment)
	c.field(p.Closes, dayOrMoment)
	if p.Opens+p.Closes != "" {
		c.needed("time zone for its days", p.Zone)
	}
	c.field(p.Zone, oneText)
	c.field(p.Waiting, yesOrNo)
	return c.err
}

// Places are those for which one can register.
type Places struct {
	// Part is what they are for; nil: the entry itself.
	Part PartRow
	// Capacity is how many there are; nil: as many as come.
	Capacity *int
	// OpensAt is from when one can register, and ClosesAt from when not any more; nil: no
	// bound is known.
	OpensAt, ClosesAt *time.Time
	WaitingList       bool
}

// PlacesOf reads for what one can register of an entry, whatever its kind. For all entries that
// were read together it costs a statement for each kind of part that one registers for.
func PlacesOf(ctx context.Context, row Row) ([]Places, error) {
	var all []Places
	for _, source := range kindOf(row).Places {
		err := eachSubject(ctx, row, source.Part, func(s subject, part PartRow) error {
			places, err := source.places(s)
			if err != nil || places == nil {
				return err
			}
			places.Part = part
			all = append(all, *places)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// places are those that a source tells of; nil: one does not register.
func (p *PlacesSource) places(s subject) (*Places, error) {
	places := &Places{Capacity: get[int](s, p.Capacity)}
	if registers := is(s, p.Required) || p.Required == "" && places.Capacity != nil; !registers {
		return nil, nil
	}
	places.WaitingList = is(s, p.Waiting)
	zone, err := zoneOf(s, p.Zone)
	if err != nil {
		return nil, err
	}
	if places.OpensAt, err = bound(s, p.Opens, zone, 0); err != nil {
		return nil, err
	}
	places.ClosesAt, err = bound(s, p.Closes, zone, 1)
	return places, err
}

// bound is the moment that a field says, or the beginning of the day that it says, some days
// later; nil where it says none.
func bound(s subject, path string, zone *time.Location, later int) (*time.Time, error) {
	value, of := s.at(path)
	switch {
	case !value.IsValid():
		return nil, nil
	case of == timeType:
		moment := value.Interface().(time.Time).In(zone)
		return &moment, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, string(value.Interface().(Date)), zone)
	if err != nil {
		return nil, err
	}
	day = day.AddDate(0, 0, later)
	return &day, nil
}
