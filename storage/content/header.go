package content

import (
	"reflect"
	"strings"
)

// HeaderFields are what editors say of an entry as a whole, whatever its kind. Inputs, records,
// facts and statements follow from here: a new field costs its line, a column of entries, and
// the field of Entry in the schema, marked `@input`. What says nothing, such as false, is left
// out of records, so a column needs a default or takes null.
type HeaderFields struct {
	// Licence is the licence under which the entry may be reused, an SPDX identifier.
	Licence *string `bun:"licence,scanonly" json:"licence,omitempty"`
	// Illustrative says that the entry is invented for demonstration.
	Illustrative bool `bun:"illustrative,scanonly" json:"illustrative,omitempty"`
}

// HeaderNames are the fields of the header, as records and inputs name them.
func HeaderNames() []string { return jsonNames(reflect.TypeFor[HeaderFields]()) }

// HeaderColumns are the columns of the fields of the header, in the order of their names.
func HeaderColumns() []string {
	header := reflect.TypeFor[HeaderFields]()
	columns := make([]string, header.NumField())
	for i := range columns {
		columns[i], _, _ = strings.Cut(header.Field(i).Tag.Get("bun"), ",")
	}
	return columns
}

// Columns are the values of the fields by their columns.
func (h HeaderFields) Columns() map[string]any {
	values := map[string]any{}
	for i, column := range HeaderColumns() {
		values[column] = reflect.ValueOf(h).Field(i).Interface()
	}
	return values
}
