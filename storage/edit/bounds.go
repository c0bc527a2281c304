package edit

import (
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

const (
	// maxBody is how many characters a body may have.
	maxBody = 200_000
	// maxFields is how many bytes the fields of a text may have together.
	maxFields = 50_000
	// maxSlug is how many characters a slug may have: an index of Postgres holds
	// no long values.
	maxSlug = 200
	// maxVersion leaves room for the versions to come in an integer of 32 bits.
	maxVersion = 1 << 30
)

// slug checks an address.
func (c *checker) slug(at, slug string) {
	if !slugRule.MatchString(slug) || utf8.RuneCountInString(slug) > maxSlug {
		c.add(fault.Invalid(at, "slug", "%q is not a slug: lower-case letters and digits, joined by single hyphens, at most %d", slug, maxSlug))
	}
}

// header checks what import may set of the header of a record.
func (c *checker) header(record *Record) {
	if record.Version < 0 || record.Version > maxVersion {
		c.add(fault.Invalid("version", "range", "a version is a number from 1 to %d", maxVersion))
	}
	c.problems = append(c.problems, broken("", &record.HeaderFields)...)
	c.bounds("", reflect.ValueOf(&record.HeaderFields))
	normalise(reflect.ValueOf(&record.HeaderFields))
	for _, moment := range []struct {
		at    string
		value **time.Time
	}{{"createdAt", &record.CreatedAt}, {"updatedAt", &record.UpdatedAt}, {"publishedAt", &record.PublishedAt}} {
		*moment.value = utc(*moment.value)
		if *moment.value != nil {
			c.bounds(moment.at, reflect.ValueOf(*moment.value))
		}
	}
	for _, locale := range slices.Sorted(maps.Keys(record.OldSlugs)) {
		at := fault.Path("oldSlugs", string(locale))
		c.locale(at, locale)
		for i, slug := range record.OldSlugs[locale] {
			c.slug(fault.Path(at, i), slug)
		}
	}
}

// size checks that a text is short enough for Postgres to index its words.
func (c *checker) size(at string, fields json.RawMessage, body *string) {
	if len(fields) > maxFields {
		c.add(fault.Invalid(at, "max", "at most %d bytes are allowed besides the body", maxFields))
	}
	if body != nil && utf8.RuneCountInString(*body) > maxBody {
		c.add(fault.Invalid(fault.Path(at, "body"), "max", "at most %d characters are allowed", maxBody))
	}
}

// bounds checks that Postgres, and GraphQL, can hold what a struct holds: an int is
// an integer of 32 bits to both, and there is no year 0.
func (c *checker) bounds(at string, value reflect.Value) {
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			c.bounds(at, value.Elem())
		}
	case reflect.Slice:
		for i := range value.Len() {
			c.bounds(fault.Path(at, i), value.Index(i))
		}
	case reflect.Int:
		if n := value.Int(); n < math.MinInt32 || n > math.MaxInt32 {
			c.add(fault.Invalid(at, "range", "a whole number is from %d to %d", math.MinInt32, math.MaxInt32))
		}
	case reflect.Struct:
		if moment, ok := value.Interface().(time.Time); ok {
			if moment.UTC().Year() < 1 || moment.UTC().Year() > 9999 {
				c.add(fault.Invalid(at, "range", "a moment is in a year from 1 to 9999"))
			}
			return
		}
		for i := range value.NumField() {
			c.bounds(fault.Path(at, content.JSONName(value.Type().Field(i))), value.Field(i))
		}
	default:
	}
}
