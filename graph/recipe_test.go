package graph_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

// recipe is a task that the console shows people how to do.
type recipe struct {
	file      string
	role      account.Role
	query     string
	variables any
}

func recipes(t *testing.T) []recipe {
	t.Helper()
	files, err := filepath.Glob("../server/console/recipes/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no recipes: ", err)
	}
	all := make([]recipe, len(files))
	for i, file := range files {
		query, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file)
		all[i] = recipe{file: name, role: account.Role(strings.ToUpper(strings.Split(name, "-")[1])), query: string(query)}
		written, err := os.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
		if os.IsNotExist(err) {
			continue
		}
		if err == nil {
			err = json.Unmarshal(written, &all[i].variables)
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return all
}

// kitchen does the tasks of recipes one after the other.
type kitchen struct {
	hubs map[account.Role]*node
	// asked are the queries of recipes, and answers what was answered, by operation.
	asked   map[string]recipe
	answers map[string]any
	// watched are the subscriptions of recipes, which tell of what others do.
	watched []stream
}

// TestRecipes does the tasks of the console's recipes one after the other, each as
// the least role that may. What one needs of another's answer is filled in, as the
// console does it. None may fail, and each has something to show.
func TestRecipes(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	// What is published is so by the clock of the database, and must not lie ahead.
	open := func(o *graph.Options) {
		o.Now, o.Accounts = time.Now, accounts
		o.ReviewURL = func(secret string) string { return "https://hub.example/review/" + secret }
	}
	k := &kitchen{hubs: map[account.Role]*node{}, asked: map[string]recipe{}, answers: map[string]any{}}
	for _, role := range account.Roles() {
		k.hubs[role] = serveNode(t, store, as(hired(t, store, role)), open)
	}
	for _, r := range recipes(t) {
		switch operation := validated(t, r.query).Operations[0]; operation.Operation {
		case ast.Subscription:
			// Once its answer has begun, it hears of everything.
			k.watched = append(k.watched, k.hubs[r.role].openEvents(t, r.query))
			continue
		case ast.Query:
			k.asked[operation.Name] = r
		}
		t.Run(r.file, func(t *testing.T) { k.do(t, r) })
	}
	for _, subscription := range k.watched {
		if told, done := subscription.next(t); done || !strings.Contains(told, `"entryChanged":{"type":`) {
			t.Errorf("a subscription tells %s", told)
		}
	}
}

func (k *kitchen) do(t *testing.T, r recipe) object {
	t.Helper()
	hub := k.hubs[r.role]
	if hub == nil {
		t.Fatalf("there is no role %s", r.role)
	}
	var data object
	hub.post(t, request{Query: r.query, Variables: k.fillIn(t, r.variables)}).data(t, &data)
	shown := false
	for _, value := range data {
		shown = shown || value != nil
		if answer, ok := value.(object); ok && answer["userErrors"] != nil {
			if problems := answer["userErrors"].([]any); len(problems) > 0 {
				t.Errorf("it is refused: %v", problems)
			}
		}
	}
	if !shown {
		t.Error("it has nothing to show")
	}
	k.answers[operationName(t, r.query)] = data
	return data
}

// hired is somebody who has signed in to an account of their own.
func hired(t *testing.T, store *storage.Store, role account.Role) policy.Principal {
	t.Helper()
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	who := withRole(role)
	made, err := accounts.Create(t.Context(), account.NewAccount{
		Email: strings.ToLower(string(role)) + "@example.org", Name: "The " + strings.ToLower(string(role)),
		Grant: account.Grant{Role: role, Locales: who.Locales},
	})
	if err != nil {
		t.Fatal(err)
	}
	who.AccountID, who.Name = made.ID, made.Name
	return who
}

// wanted is what a recipe needs of an answer: an operation, and a path.
var wanted = regexp.MustCompile(`^<(\w+): ([\w.]+)>$`)

// ahead is a moment that is still to come.
var ahead = regexp.MustCompile(`^<in (\d+) days>$`)

// fillIn puts answers into variables. Queries are asked anew, because entries have
// been written since; people do the same.
func (k *kitchen) fillIn(t *testing.T, variables any) any {
	t.Helper()
	switch variables := variables.(type) {
	case object:
		filled := object{}
		for name, value := range variables {
			filled[name] = k.fillIn(t, value)
		}
		return filled
	case []any:
		filled := make([]any, len(variables))
		for i, value := range variables {
			filled[i] = k.fillIn(t, value)
		}
		return filled
	case string:
		if days := ahead.FindStringSubmatch(variables); days != nil {
			n, _ := strconv.Atoi(days[1])
			return time.Now().AddDate(0, 0, n).UTC().Format(time.RFC3339)
		}
		names := wanted.FindStringSubmatch(variables)
		if names == nil {
			return variables
		}
		if asked, ok := k.asked[names[1]]; ok {
			k.do(t, asked)
		}
		value := atPath(k.answers[names[1]], names[2])
		if value == nil {
			t.Fatalf("nothing has answered %s", variables)
		}
		return value
	}
	return variables
}

// atPath is the value at a path of names and numbers; nil where there is none.
func atPath(value any, path string) any {
	for step := range strings.SplitSeq(path, ".") {
		switch within := value.(type) {
		case map[string]any:
			value = within[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(within) {
				return nil
			}
			value = within[i]
		default:
			return nil
		}
	}
	return value
}

// validated is a document that fits the schema.
func validated(t *testing.T, query string) *ast.QueryDocument {
	t.Helper()
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	document, errs := gqlparser.LoadQueryWithRules(schema, query, rules.NewDefaultRules())
	if errs != nil {
		t.Fatal(errs)
	}
	return document
}

func operationName(t *testing.T, query string) string {
	t.Helper()
	document := validated(t, query)
	if len(document.Operations) != 1 || document.Operations[0].Name == "" {
		t.Fatal("a recipe is one operation, with a name")
	}
	return document.Operations[0].Name
}

// TestRecipesAreOfTheirRole looks whether each recipe stands under the least role
// that may run it, as the schema says.
func TestRecipesAreOfTheirRole(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, r := range recipes(t) {
		document := validated(t, r.query)
		name := operationName(t, r.query)
		if other, ok := seen[name]; ok {
			t.Errorf("%s and %s are both named %s", other, r.file, name)
		}
		seen[name] = r.file
		needed := account.Translator
		for _, selection := range document.Operations[0].SelectionSet {
			field := selection.(*ast.Field)
			if requires := field.Definition.Directives.ForName("requires"); requires != nil {
				if role := account.Role(requires.Arguments.ForName("role").Value.Raw); role.AtLeast(needed) {
					needed = role
				}
			}
		}
		if !r.role.AtLeast(needed) {
			t.Errorf("%s needs the role %s", r.file, needed)
		}
	}
}

// block is GraphQL in a page of the manual.
var block = regexp.MustCompile("(?ms)^ *```graphql\n(.*?)^ *```$")

// TestManualOfEditors looks whether the page for editors names every recipe, and
// whether what it quotes fits the schema.
func TestManualOfEditors(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/editors.md")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(string(page)), " ")
	for _, r := range recipes(t) {
		first, _, _ := strings.Cut(r.query, "\n")
		title := strings.TrimPrefix(first, "# ")
		if !strings.Contains(text, "**"+title+"**") {
			t.Errorf("it does not name %q", title)
		}
	}
	schema := generated.NewExecutableSchema(generated.Config{}).Schema()
	quotes := block.FindAllStringSubmatch(string(page), -1)
	if len(quotes) == 0 {
		t.Error("it quotes nothing")
	}
	for _, quote := range quotes {
		document, err := parser.ParseQuery(&ast.Source{Input: quote[1]})
		if err != nil {
			t.Errorf("%v in %s", err, quote[1])
			continue
		}
		// A quote may be of several operations that are run one by one.
		for _, operation := range document.Operations {
			alone := &ast.QueryDocument{Operations: ast.OperationList{operation}}
			if errs := validator.ValidateWithRules(schema, alone, rules.NewDefaultRules()); errs != nil {
				t.Errorf("%v in %s", errs, quote[1])
			}
		}
	}
}
