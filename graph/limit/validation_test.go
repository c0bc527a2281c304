package limit_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/cocreated/hub/graph/limit"
)

func TestValidationSuggestsNothing(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"Field":           "{ thin { id } }",
		"FieldOfSubtype":  "{ node(id: 1) { title } }",
		"Leaf":            "{ thing }",
		"Argument":        "{ things(firs: 1) { id } }",
		"Type":            "{ thing { ...A } } fragment A on Thin { id }",
		"EnumValue":       "{ thing { title(where: {secret: HIDDE}) } }",
		"EnumValueString": `{ thing { title(where: {secret: "HIDDEN"}) } }`,
		"InputField":      "{ thing { title(where: {secre: HIDDEN}) } }",
		"Directive":       "{ thing { id @includ(if: true) } }",
		"DirectiveArg":    "{ thing { id @include(i: true) } }",
	}
	srv := newServer(t, newSchema(), limit.Limits{})
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, query(text))
			if len(errs) == 0 {
				t.Fatal("the document passed")
			}
			for _, err := range errs {
				if err.Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" || strings.Contains(err.Message, "Did you mean") {
					t.Errorf("got %v %q", err.Extensions, err.Message)
				}
			}
		})
	}
}

func TestValidationRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ query, message string }{
		"Defer":             {"{ ... @defer { thing { id } } }", "@defer"},
		"HugeIntOfAScalar":  {"{ at(moment: 99999999999999999999) }", "out of range"},
		"HugeIntInAList":    {"{ at(moment: [{a: 99999999999999999999}]) }", "out of range"},
		"HugeFloat":         {"{ at(moment: 1e999) }", "out of range"},
		"HugeVariableValue": {"query ($m: Moment = 99999999999999999999) { at(moment: $m) }", "out of range"},
	}
	srv := newServer(t, newSchema(), limit.Limits{})
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			errs := ask(t, srv, query(test.query))
			if len(errs) == 0 || errs[0].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" ||
				!strings.Contains(errs[0].Message, test.message) {
				t.Errorf("got %v, want %q", errs, test.message)
			}
		})
	}
}

func TestErrorCap(t *testing.T) {
	t.Parallel()

	t.Run("Validation", func(t *testing.T) {
		t.Parallel()
		errs := ask(t, newServer(t, newSchema(), limit.Limits{}), query("{"+numbered(500, "f%d ")+"}"))
		if len(errs) != 21 || errs[20].Extensions["limit"] != "errors" || errs[20].Extensions["code"] != "LIMIT_EXCEEDED" {
			t.Errorf("got %d errors, want 20 and the one that says so; last is %v", len(errs), errs[len(errs)-1])
		}
	})
	t.Run("Execution", func(t *testing.T) {
		t.Parallel()
		failing := newSchema()
		failing.errors = 1_000
		errs := ask(t, newServer(t, failing, limit.Limits{Errors: 3}), query("{ thing { id } }"))
		if len(errs) != 4 || errs[3].Extensions["limit"] != "errors" {
			t.Errorf("got %v, want 3 and the one that says so", errs)
		}
	})
	t.Run("AsManyAsAllowed", func(t *testing.T) {
		t.Parallel()
		errs := ask(t, newServer(t, newSchema(), limit.Limits{}), query("{"+numbered(20, "f%d ")+"}"))
		if len(errs) != 20 || errs[19].Extensions["code"] != "GRAPHQL_VALIDATION_FAILED" {
			t.Errorf("got %d errors, want 20", len(errs))
		}
	})
	t.Run("LongMessage", func(t *testing.T) {
		t.Parallel()
		errs := ask(t, newServer(t, newSchema(), limit.Limits{}), query(`{ things(first: "`+strings.Repeat("é", 100_000)+`") { id } }`))
		if len(errs) != 1 || len(errs[0].Message) > 600 || !utf8.ValidString(errs[0].Message) {
			t.Errorf("got a message of %d bytes", len(errs[0].Message))
		}
	})
}

// The documents are within every limit, and as costly to validate as that allows. What is asserted is that the answer stays small.
func TestWorstDocumentsWithinTheLimits(t *testing.T) {
	t.Parallel()
	conflicting := strings.Repeat(" thing { "+strings.Repeat("a: id a: title ", 10)+"}", 20)
	tests := map[string]string{
		"ConflictsOfConflicts": "{" + conflicting + "}",
		"ConflictsInFragments": "{" + numbered(10, "...F%d ") + "}" + numbered(10, "fragment F%d on Query { "+
			strings.Repeat("thing { a: id a: title } ", 20)+"} "),
		"ConflictsOnThreeLevels": "{" + strings.Repeat("thing {"+strings.Repeat("thing {"+
			strings.Repeat("a: id a: title ", 5)+"}", 10)+"}", 9) + "}",
		"FragmentInEveryOperation": numbered(10, "query Q%d { ...F }") + "fragment F on Query {" +
			strings.Repeat(" thing { "+strings.Repeat("a: id ", 2)+"}", 20) + "}",
	}
	srv := newServer(t, newSchema(), limit.Limits{Aliases: 1_000})
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			size := 0
			for _, err := range ask(t, srv, query(text)) {
				if name := err.Extensions["limit"]; name != nil && name != "errors" {
					t.Fatalf("not within the limits: %v", err)
				}
				size += len(err.Message)
			}
			if size > 21*600 {
				t.Errorf("the errors have %d bytes", size)
			}
		})
	}
}
