package transport

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// isVariableError knows the errors of gqlparser's variable coercion by their path, which begins with "variable" and leads through the
// variables. That is not what the path of an error is for (a response field), and before execution no other error has one.
func isVariableError(err *gqlerror.Error) bool {
	return len(err.Path) > 1 && err.Path[0] == ast.PathName("variable")
}

// variableError words such an error anew: gqlparser says "cannot use float64 as String", which names the Go type of what was sent, and
// in other places repeats the value.
func variableError(err *gqlerror.Error) *gqlerror.Error {
	return &gqlerror.Error{
		Message:    fmt.Sprintf("Variable \"$%s\": %s.", err.Path[1:].String(), reason(err.Message)),
		Extensions: map[string]any{"code": codeBadUserInput},
	}
}

// reason keeps of gqlparser's message what the schema says. A message that it does not know, as of a later version, tells nothing.
func reason(message string) string {
	switch message {
	case "must be defined":
		return "a value is required"
	case "cannot be null":
		return "null is not allowed"
	case "unknown field":
		return "the input has no such field"
	case "enums must be ints or strings":
		return "expected an enum value"
	}
	for _, form := range []struct{ prefix, before, after string }{
		{prefix: "cannot use ", before: " as "},
		{prefix: "must be a ", before: "must be a ", after: ", not a "},
		{before: " is not a valid "},
	} {
		at := strings.LastIndex(message, form.before)
		if at < 0 || !strings.HasPrefix(message, form.prefix) {
			continue
		}
		typeName := message[at+len(form.before):]
		if form.after != "" {
			typeName, _, _ = strings.Cut(typeName, form.after)
		}
		if isName(typeName) {
			return "expected " + typeName
		}
	}
	return "the value does not fit"
}

func isName(s string) bool {
	for _, c := range s {
		if c != '_' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return s != ""
}
