// Package scalar coerces GraphQL's built-in scalars strictly, as https://spec.graphql.org/October2021/#sec-Scalars has it, where gqlgen
// is lenient: gqlgen takes a number or a boolean for a String, "1" for an Int, 1.5 for an ID and "yes" for a Boolean, and lets through
// what PostgreSQL cannot store. Map the scalars in gqlgen.yml:
//
//	models:
//	  String:   {model: github.com/cocreated/hub/graph/scalar.String}
//	  Int:      {model: [github.com/cocreated/hub/graph/scalar.Int, github.com/cocreated/hub/graph/scalar.Int64]}
//	  Float:    {model: github.com/cocreated/hub/graph/scalar.Float}
//	  Boolean:  {model: github.com/cocreated/hub/graph/scalar.Boolean}
//	  ID:       {model: github.com/cocreated/hub/graph/scalar.ID}
//	  Long:     {model: github.com/cocreated/hub/graph/scalar.Long}
//	  DateTime: {model: github.com/cocreated/hub/graph/scalar.DateTime}
//	  Upload:   {model: github.com/cocreated/hub/graph/scalar.Upload}
//
// A value comes as a literal of the document or in a variable. Literals are string, int64, float64 and bool. Variables are string,
// json.Number and bool; but a variable whose own type is Int or Float has become int64 or float64 on the way, unlike the same number
// inside of a list or an input object. Every function takes both forms.
package scalar

import "github.com/vektah/gqlparser/v2/gqlerror"

// invalid is the error of all unmarshallers. It names what was expected, and never the value or a Go type. It carries its code because
// gqlgen adds it to the answer as it is.
func invalid(expected string) error {
	return &gqlerror.Error{
		Message:    "expected " + expected,
		Extensions: map[string]any{"code": "BAD_USER_INPUT"},
	}
}
