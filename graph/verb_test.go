package graph

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/policy"
)

const guardedSchema = `
	directive @requires(role: Role!, inPerson: Boolean! = false) on FIELD_DEFINITION
	directive @public on FIELD_DEFINITION
	enum Role { TRANSLATOR EDITOR PUBLISHER ADMIN }
	type Query { course: Int bin: Int @requires(role: EDITOR) }
	type Mutation {
		courseCreate: Int @requires(role: EDITOR)
		courseUpdate: Int @requires(role: TRANSLATOR)
		accountCreate: Int @requires(role: ADMIN, inPerson: true)
	}
	type Subscription { entryChanged: Int @public }
	type Thing { name: Int }
`

// TestDoor changes what the schema says, one thing at a time, and wants the hub not to start.
func TestDoor(t *testing.T) {
	t.Parallel()
	kinds, err := kind.All()
	if err != nil {
		t.Fatal(err)
	}
	open := func(source string) (d door, stopped string) {
		schema, err := gqlparser.LoadSchema(&ast.Source{Input: source})
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if cause := recover(); cause != nil {
				stopped = fmt.Sprint(cause)
			}
		}()
		return newDoor(schema, kinds), ""
	}
	d, stopped := open(guardedSchema)
	if stopped != "" {
		t.Fatal(stopped)
	}
	for field, want := range map[[2]string]act.Verb{
		{queryType, "course"}: policy.ReadLive, {queryType, "bin"}: policy.ReadBin, {subscriptionType, "entryChanged"}: policy.ReadLive,
		{mutationType, "courseCreate"}: act.VerbCreate, {mutationType, "courseUpdate"}: act.VerbTranslate,
	} {
		if got := d[field[0]][field[1]]; got != want {
			t.Errorf("%v asks for %q, want %q", field, got, want)
		}
	}
	for name, change := range map[string][2]string{
		"Mutation.cupUpdate":        {"courseUpdate", "cupUpdate"},
		"Mutation.courseFrobnicate": {"courseUpdate", "courseFrobnicate"},
		"Subscription.cupChanged":   {"entryChanged", "cupChanged"},
		"Mutation.courseCreate":     {"courseCreate: Int @requires(role: EDITOR)", "courseCreate: Int"},
		"Mutation.courseUpdate":     {"courseUpdate: Int @requires(role: TRANSLATOR)", "courseUpdate: Int @public"},
		"Mutation.accountCreate":    {", inPerson: true", ""},
		"Query.bin":                 {"bin: Int @requires(role: EDITOR)", "bin: Int"},
		"Query.course":              {"course: Int", "course: Int @requires(role: EDITOR)"},
		"Subscription.entryChanged": {"entryChanged: Int @public", "entryChanged: Int"},
		"Thing.name":                {"name: Int", "name: Int @requires(role: ADMIN)"},
	} {
		changed := strings.Replace(guardedSchema, change[0], change[1], 1)
		if _, stopped := open(changed); !strings.Contains(stopped, name+" ") && !strings.Contains(stopped, name+",") && !strings.Contains(stopped, name+";") {
			t.Errorf("%s: the hub starts, or stops for another reason: %s", name, stopped)
		}
	}
}
