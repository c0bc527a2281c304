package console

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

// Example is an operation that the console opens with.
type Example struct {
	// Name is the name of its file, without the number that orders it.
	Name string `json:"name"`
	// Title is the first line of the file, a comment.
	Title string `json:"title"`
	// Query is the document, title included.
	Query string `json:"query"`
	// Variables are a JSON object, or empty.
	Variables string `json:"variables,omitempty"`
}

// The examples are files NN-name.graphql, with their variables, if any, beside them in NN-name.json.
//
//go:embed examples
var exampleFiles embed.FS

// Examples are the operations that the console opens with, in the order of its tabs. The files are part of the
// program: it panics where one is not as it has to be.
func Examples() []Example {
	paths, err := fs.Glob(exampleFiles, "examples/*.graphql")
	if err != nil {
		panic(err)
	}
	var examples []Example
	for _, file := range paths {
		query, err := exampleFiles.ReadFile(file)
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
		variables, _ := exampleFiles.ReadFile(strings.TrimSuffix(file, ".graphql") + ".json")
		examples = append(examples, Example{
			Name:      name,
			Title:     title,
			Query:     string(query),
			Variables: strings.TrimSpace(string(variables)),
		})
	}
	return examples
}
