package console

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Example is an operation that the console offers.
type Example struct {
	// Name is the name of its file, without the number that orders it.
	Name string `json:"name"`
	// Title is the first line of the file, a comment.
	Title string `json:"title"`
	// Role is what one must at least be trusted with to run it; empty is everybody.
	Role string `json:"role,omitempty"`
	// Query is the document, title included.
	Query string `json:"query"`
	// Variables are a JSON object, or empty.
	Variables string `json:"variables,omitempty"`
}

// The examples are files NN-name.graphql, with their variables, if any, beside them in NN-name.json. The recipes are
// files NN-role-name.graphql. What a recipe needs from the answer to an earlier one stands in its variables as
// "<Operation: path.in.the.answer>", where people and the page see what belongs there.
//
//go:embed examples recipes
var documents embed.FS

// roles are whom recipes are for.
var roles = []string{"translator", "editor", "publisher", "admin"}

// Examples are the operations that the console opens with, in the order of its tabs. The files are part of the
// program: it panics where one is not as it has to be.
func Examples() []Example { return read("examples") }

// Recipes show those who work in the hub how to do a task, in the order in which somebody might do them all. It panics
// as [Examples] does.
func Recipes() []Example {
	recipes := read("recipes")
	for i, recipe := range recipes {
		role, name, _ := strings.Cut(recipe.Name, "-")
		if !slices.Contains(roles, role) || name == "" {
			panic(recipe.Name + ": a recipe is named NN-role-name.graphql, for one of the roles " + strings.Join(roles, ", "))
		}
		recipes[i].Name, recipes[i].Role = name, role
	}
	return recipes
}

func read(folder string) []Example {
	paths, err := fs.Glob(documents, folder+"/*.graphql")
	if err != nil {
		panic(err)
	}
	var examples []Example
	for _, file := range paths {
		query, err := documents.ReadFile(file)
		if err != nil {
			panic(err)
		}
		first, _, _ := strings.Cut(string(query), "\n")
		title, isComment := strings.CutPrefix(first, "# ")
		_, name, isNumbered := strings.Cut(strings.TrimSuffix(path.Base(file), ".graphql"), "-")
		if !isComment || !isNumbered {
			panic(file + ": an example is named NN-name.graphql and begins with a comment, its title")
		}
		// Variables are optional: without the file they stay empty.
		variables, _ := documents.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
		examples = append(examples, Example{
			Name:      name,
			Title:     title,
			Query:     string(query),
			Variables: strings.TrimSpace(string(variables)),
		})
	}
	return examples
}
