package content

import (
	"context"
	"fmt"
	"reflect"
	"time"
)

// OccasionSource says of a kind that its entries, or their parts of a kind, take place at some
// time, as calendars show it.
type OccasionSource struct {
	// Part is the kind of part that is an occasion; empty: the entry is.
	Part string
	// Starts names a day or a moment, and Ends another of the same sort; a last day is included.
	// Without Ends it is over at once, or at the end of the day.
	Starts, Ends string
	// Minutes names how long it takes, in place of Ends.
	Minutes string
	// Zone names the time zone (IANA) of moments.
	Zone string
	// Place names where it is, a field that is [Venued]; empty: nowhere.
	Place string
	// Cancelled names whether it does not take place after all; empty: that cannot be.
	Cancelled string
}

func (o *OccasionSource) check(kind *Kind) error {
	c := kind.checkSource("occasion", o.Part)
	c.needed("field with its beginning", o.Starts)
	c.field(o.Starts, dayOrMoment)
	if _, of := c.subject.at(o.Starts); c.err == nil && of == timeType {
		c.needed("time zone for its moments", o.Zone)
		c.field(o.Ends, fieldType{"a moment, as its beginning is", func(t reflect.Type) bool { return t == timeType }})
	} else {
		c.field(o.Ends, fieldType{"a day, as its beginning is", func(t reflect.Type) bool { return t == dateType }})
		if o.Minutes != "" {
			c.wrong("the minutes %q, but it takes whole days", o.Minutes)
		}
	}
	c.field(o.Minutes, wholeNumber)
	c.field(o.Zone, oneText)
	c.field(o.Place, aVenue)
	c.field(o.Cancelled, yesOrNo)
	return c.err
}

// Occasion is an entry, or a part of one, that takes place at some time: at moments or on whole
// days.
type Occasion struct {
	// Part is what takes place; nil: the entry itself.
	Part PartRow
	// Title is that of the part, or else of the entry.
	Title string
	// StartsAt and EndsAt are moments, in the time zone of the occasion; zero for days.
	StartsAt, EndsAt time.Time
	// StartsOn and EndsOn are the first and the last day; empty for moments.
	StartsOn, EndsOn Date
	Venue            *Venue
	Cancelled        bool
}

// OccasionsOf reads the occasions of an entry, whatever its kind: those of which nobody knows
// when they begin are none. For all entries that were read together it costs a statement for
// each kind of part that is an occasion.
func OccasionsOf(ctx context.Context, row Row) ([]Occasion, error) {
	var occasions []Occasion
	for _, source := range kindOf(row).Occasions {
		err := eachSubject(ctx, row, source.Part, func(s subject, part PartRow) error {
			occasion, err := source.occasion(s)
			if err != nil || occasion == nil {
				return err
			}
			occasion.Part = part
			occasions = append(occasions, *occasion)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return occasions, nil
}

// occasion makes one of what is known of it; nil where its beginning is not.
func (o *OccasionSource) occasion(s subject) (*Occasion, error) {
	occasion := &Occasion{Title: s.title(), Venue: venueOf(s, o.Place), Cancelled: is(s, o.Cancelled)}
	starts, of := s.at(o.Starts)
	switch {
	case !starts.IsValid():
		return nil, nil
	case of == dateType:
		occasion.StartsOn = starts.Interface().(Date)
		occasion.EndsOn = occasion.StartsOn
		if ends := get[Date](s, o.Ends); ends != nil {
			occasion.EndsOn = *ends
		}
		return occasion, nil
	}
	zone, err := zoneOf(s, o.Zone)
	if err != nil {
		return nil, err
	}
	occasion.StartsAt = starts.Interface().(time.Time).In(zone)
	occasion.EndsAt = occasion.StartsAt
	if ends := get[time.Time](s, o.Ends); ends != nil {
		occasion.EndsAt = ends.In(zone)
	} else if minutes := get[int](s, o.Minutes); minutes != nil {
		occasion.EndsAt = occasion.StartsAt.Add(time.Duration(*minutes) * time.Minute)
	}
	return occasion, nil
}

// zoneOf is the time zone that a field names.
func zoneOf(s subject, path string) (*time.Location, error) {
	name := get[string](s, path)
	if name == nil {
		return time.UTC, nil
	}
	zone, err := time.LoadLocation(*name)
	if err != nil {
		return nil, fmt.Errorf("the time zone that was written is not known on this machine: %w", err)
	}
	return zone, nil
}
