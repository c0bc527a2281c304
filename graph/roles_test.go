package graph_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

// ruleOf is what the schema says of who may ask for a field.
func ruleOf(field *ast.FieldDefinition, reads bool) (rule policy.Rule, said bool) {
	if field.Directives.ForName("public") != nil {
		return policy.Rule{}, true
	}
	requires := field.Directives.ForName("requires")
	if requires == nil {
		return policy.Rule{}, false
	}
	arguments := requires.ArgumentMap(nil)
	role, _ := arguments["role"].(string)
	inPerson, _ := arguments["inPerson"].(bool)
	return policy.Rule{Role: account.Role(role), InPerson: inPerson, Reads: reads}, true
}

// somebody is a column of the matrix.
type somebody struct {
	name string
	policy.Principal
}

// everybody is all that may ask, each in person where they are persons.
func everybody() []somebody {
	all := []somebody{{"Public", policy.Principal{}}, {"Partner", partner()}}
	for _, role := range account.Roles() {
		all = append(all, somebody{strings.ToUpper(string(role[:1])) + strings.ToLower(string(role[1:])), withRole(role)})
	}
	return all
}

// TestSchemaRoles writes down who may do what. That the schema says what the policies decide, the hub looks at when it starts.
func TestSchemaRoles(t *testing.T) {
	t.Parallel()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	got := matrix(schema)
	const file = "../docs/roles.md"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err, "; go test ./graph -update writes it")
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("docs/roles.md is not what the policies say; go test ./graph -run SchemaRoles -update writes it anew (-want +got):\n%s", diff)
	}
}

const matrixHead = `# Who may do what

This page is generated from the policies in ` + "`storage/policy`" + `, and a test asks for every mutation as everybody to see that it is so. What roles are,
and how one gets one, stands in [Accounts and tokens](accounts.md).

- ● may; an empty cell may not.
- ◐ may as a person who signed in. A token may not, whatever its role: what it opens would outlive it.
- A token may no more than its account, and needs the scope WRITE for mutations and READ for the rest.
- What is not published (` + "`stage: DRAFT`, `asOf`, `release`" + `) is read by translators and above, whichever field shows it.
- Translators change texts in their own languages only. Who asks for what belongs to somebody else, such as another's token, needs to be an
  administrator.
`

// matrix is the page that says who may do what.
func matrix(schema *ast.Schema) string {
	var page strings.Builder
	page.WriteString(matrixHead)
	for _, part := range []struct {
		heading string
		root    *ast.Definition
		reads   bool
	}{
		{"Mutations", schema.Mutation, false},
		{"Queries that are not for everybody", schema.Query, true},
		{"Subscriptions", schema.Subscription, true},
	} {
		fmt.Fprintf(&page, "\n## %s\n\n|", part.heading)
		for _, who := range everybody() {
			page.WriteString(" | " + who.name)
		}
		page.WriteString(" |\n|---" + strings.Repeat("|:-:", len(everybody())) + "|\n")
		var rows []string
		for _, field := range part.root.Fields {
			if rule, said := ruleOf(field, part.reads); said {
				rows = append(rows, row(field.Name, rule))
			}
		}
		slices.Sort(rows)
		page.WriteString(strings.Join(rows, ""))
	}
	return page.String()
}

func row(name string, rule policy.Rule) string {
	line := "| `" + name + "` |"
	for _, who := range everybody() {
		switch {
		case rule.Check(who.Principal) != nil:
			line += "  |"
		case rule.InPerson:
			line += " ◐ |"
		default:
			line += " ● |"
		}
	}
	return line + "\n"
}

// TestEveryMutationAsEverybody asks for every mutation as everybody, over the API, and compares what happens with the policies. The
// inputs are made up from the schema: they look valid, and name nothing that there is.
func TestEveryMutationAsEverybody(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	accounts := accountsOf(t, store)
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	all := append(everybody(), tokens()...)
	for _, who := range all {
		hub := (&office{store: store, accounts: accounts}).by(t, who.Principal)
		t.Run(who.name, func(t *testing.T) {
			t.Parallel()
			for _, field := range schema.Mutation.Fields {
				rule, _ := ruleOf(field, false)
				want := refusedWith(rule.Check(who.Principal))
				got := code(sendMadeUp(t, hub, schema, field).failures(t))
				if refused := got == "UNAUTHENTICATED" || got == "FORBIDDEN"; refused != (want != "") || refused && got != want {
					t.Errorf("%s answers %q, and the policies say %q", field.Name, got, want)
				}
			}
		})
	}
}

// sendMadeUp asks for a field as a client does, with a file where it takes one.
func sendMadeUp(t *testing.T, hub *api, schema *ast.Schema, field *ast.FieldDefinition) answer {
	t.Helper()
	for _, argument := range field.Arguments {
		for _, member := range schema.Types[argument.Type.Name()].Fields {
			if member.Type.Name() == "Upload" {
				return hub.postFile(t, madeUp(schema, field), "variables."+argument.Name+"."+member.Name, "a.txt", "text/plain", []byte("something"))
			}
		}
	}
	return hub.post(t, madeUp(schema, field))
}

// tokens are programs that work for people.
func tokens() []somebody {
	script := func(role account.Role, scopes ...credential.Scope) policy.Principal {
		credential := withRole(role)
		credential.Kind, credential.TokenID, credential.Scopes = policy.PersonalToken, uuid.Max, scopes
		return credential
	}
	return []somebody{
		{"TokenOfAdmin", script(account.Admin, credential.Read, credential.Write)},
		{"TokenOfTranslator", script(account.Translator, credential.Write)},
		{"TokenThatReads", script(account.Admin, credential.Read)},
	}
}

// refusedWith is the code of a refusal; empty: allowed.
func refusedWith(err error) string {
	var known *fault.Error
	if errors.As(err, &known) {
		return string(known.Code)
	}
	return ""
}

// madeUp asks for a field with what it must have, and no more.
func madeUp(schema *ast.Schema, field *ast.FieldDefinition) request {
	var declared, passed []string
	variables := object{}
	for _, argument := range field.Arguments {
		if argument.Type.NonNull && argument.DefaultValue == nil {
			declared = append(declared, "$"+argument.Name+": "+argument.Type.String())
			passed = append(passed, argument.Name+": $"+argument.Name)
			variables[argument.Name] = plausible(schema, argument.Type)
		}
	}
	query := field.Name
	if len(declared) > 0 {
		query = fmt.Sprintf("(%s) { %s(%s)", strings.Join(declared, ", "), field.Name, strings.Join(passed, ", "))
	} else {
		query = " { " + query
	}
	if schema.Types[field.Type.Name()].IsCompositeType() {
		query += " { __typename }"
	}
	return request{Query: "mutation" + query + " }", Variables: variables}
}

// plausible is a value of a type.
func plausible(schema *ast.Schema, of *ast.Type) any {
	if of.Elem != nil {
		return []any{plausible(schema, of.Elem)}
	}
	definition := schema.Types[of.NamedType]
	switch definition.Kind {
	case ast.Enum:
		return definition.EnumValues[0].Name
	case ast.InputObject:
		return plausibleInput(schema, definition)
	}
	switch of.NamedType {
	case "Int", "Long":
		return 1
	case "Float":
		return 1.5
	case "Boolean":
		return true
	case "ID":
		return content.EncodeID("course", uuid.Max)
	case "Locale":
		return "it" // which translators are bound to, so that they are not refused for it
	case "DateTime":
		return "2027-01-01T00:00:00Z"
	case "Date":
		return "2027-01-01"
	case "URL":
		return "https://town.example/"
	case "Upload":
		return nil // the file itself comes beside it
	default:
		return "something"
	}
}

// plausibleInput has the fields that it must have; of those that exclude one another, the first.
func plausibleInput(schema *ast.Schema, definition *ast.Definition) object {
	if definition.Directives.ForName("oneOf") != nil {
		first := definition.Fields[0]
		return object{first.Name: plausible(schema, first.Type)}
	}
	input := object{}
	for _, field := range definition.Fields {
		if field.Type.NonNull && field.DefaultValue == nil {
			input[field.Name] = plausible(schema, field.Type)
		}
	}
	return input
}
