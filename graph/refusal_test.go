package graph_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// refusal is an operation that is refused, with the code, the field and the rule
// that programs learn it by; "-" stands for none.
type refusal struct {
	name      string
	query     string
	variables map[string]any
	want      string
}

type object = map[string]any

// many is a list of so many of the same.
func many(n int, value any) []any { return slices.Repeat([]any{value}, n) }

const (
	null     = "BAD_USER_INPUT %s null"
	whereVar = `query ($where: TermWhere) { terms(where: $where) { totalCount } }`
)

var refusals = []refusal{
	{"a language that is not the hub's", `{ courses(locales: ["en", "de"]) { totalCount } }`, nil, "BAD_USER_INPUT locales[1] locale"},
	{"no language tag", `{ course(slug: "a", locales: ["not a tag!"]) { title } }`, nil, "BAD_USER_INPUT locales[0] locale"},
	{"no language tag in a variable", `query ($l: [Locale!]) { courses(locales: $l) { totalCount } }`, object{"l": []any{"en", "x x"}}, "BAD_USER_INPUT locales[1] locale"},
	{"a language that is a number", `query ($l: [Locale!]) { courses(locales: $l) { totalCount } }`, object{"l": []any{1}}, "BAD_USER_INPUT locales[0] type"},
	{"too many languages", `query ($l: [Locale!]) { courses(locales: $l) { totalCount } }`, object{"l": many(15, "en")}, "BAD_USER_INPUT locales max"},

	{"too large a page", `{ courses(first: 101) { totalCount } }`, nil, "BAD_USER_INPUT first max"},
	{"too large a page from the end", `{ courses(last: 101) { totalCount } }`, nil, "BAD_USER_INPUT last max"},
	{"a negative page", `{ courses(first: -1) { totalCount } }`, nil, "BAD_USER_INPUT first min"},
	{"a negative page from the end", `{ courses(last: -1) { totalCount } }`, nil, "BAD_USER_INPUT last min"},
	{"a page from both ends", `{ courses(first: 1, last: 1) { totalCount } }`, nil, "BAD_USER_INPUT last exclusive"},
	{"too large a page of what was found", `{ search(query: "a", first: 101) { totalCount } }`, nil, "BAD_USER_INPUT first max"},
	{"too many of a relation", `{ areas { nodes { courses(first: 101) { slug } } } }`, nil, "BAD_USER_INPUT first max"},
	{"fewer than none of a relation", `{ areas { nodes { courses(first: -1) { slug } } } }`, nil, "BAD_USER_INPUT first min"},
	{"a page size in words", `query ($n: Int) { courses(first: $n) { totalCount } }`, object{"n": "1"}, "BAD_USER_INPUT first type"},
	{"a page size beyond 32 bits", `{ courses(first: 99999999999) { totalCount } }`, nil, "BAD_USER_INPUT first type"},

	{"a broken cursor", `{ courses(after: "!!") { totalCount } }`, nil, "BAD_USER_INPUT after cursor"},
	{"an empty cursor", `{ courses(before: "") { totalCount } }`, nil, "BAD_USER_INPUT before cursor"},
	{"a forged cursor", `{ courses(after: "AAAAAAAAAAAAAAAAeyJsIjoiY291cnNlOiIsImsiOltdfQ") { totalCount } }`, nil, "BAD_USER_INPUT after cursor"},
	{"a broken cursor of a search", `{ search(query: "a", after: "x") { totalCount } }`, nil, "BAD_USER_INPUT after cursor"},

	{"where: null", `{ terms(where: null) { totalCount } }`, nil, fmt.Sprintf(null, "where")},
	{"where: null by default", `query ($where: TermWhere = null) { terms(where: $where) { totalCount } }`, nil, fmt.Sprintf(null, "where")},
	{"where: null in a variable", whereVar, object{"where": nil}, fmt.Sprintf(null, "where")},
	{"a null field", `{ terms(where: { title: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.title")},
	{"a null field in a variable", whereVar, object{"where": object{"title": nil}}, fmt.Sprintf(null, "where.title")},
	{"a null comparison", `{ terms(where: { title: { eq: null } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.title.eq")},
	{"a null comparison in a variable", whereVar, object{"where": object{"title": object{"eq": nil}}}, fmt.Sprintf(null, "where.title.eq")},
	{"a null value in a variable", `query ($eq: String) { terms(where: { title: { eq: $eq } }) { totalCount } }`, object{"eq": nil}, fmt.Sprintf(null, "where.title.eq")},
	{"a null list", `{ terms(where: { title: { in: null } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.title.in")},
	{"a null choice", `{ calls(where: { status: { eq: null } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.status.eq")},
	{"a null yes or no", `{ calls(where: { nextDeadlineAt: { isNull: null } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.nextDeadlineAt.isNull")},
	{"a null edition", `{ terms(where: { edition: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.edition")},
	{"a null relation", `{ terms(where: { domain: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.domain")},
	{"a null target", `{ terms(where: { domain: { id: null } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.domain.id")},
	{"a null slug", `{ terms(where: { domain: { slug: { eq: null } } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.domain.slug.eq")},
	{"null slugs", `{ terms(where: { domain: { slug: { in: null } } }) { totalCount } }`, nil, fmt.Sprintf(null, "where.domain.slug.in")},
	{"and: null", `{ terms(where: { and: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.and")},
	{"or: null", `{ terms(where: { or: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.or")},
	{"not: null", `{ terms(where: { not: null }) { totalCount } }`, nil, fmt.Sprintf(null, "where.not")},
	{"null deep down", `{ terms(where: { or: [{ and: [{ not: { title: { contains: null } } }] }] }) { totalCount } }`, nil, fmt.Sprintf(null, "where.or[0].and[0].not.title.contains")},
	{"orderBy: null", `{ terms(orderBy: null) { totalCount } }`, nil, fmt.Sprintf(null, "orderBy")},
	{"kinds: null", `query ($kinds: [EntryKind!]) { search(query: "a", kinds: $kinds) { totalCount } }`, object{"kinds": nil}, fmt.Sprintf(null, "kinds")},

	{"no conditions to combine", `{ terms(where: { and: [] }) { totalCount } }`, nil, "BAD_USER_INPUT where.and empty"},
	{"no conditions to choose among", `{ terms(where: { or: [] }) { totalCount } }`, nil, "BAD_USER_INPUT where.or empty"},
	{"no comparison", `{ terms(where: { title: {} }) { totalCount } }`, nil, "BAD_USER_INPUT where.title empty"},
	{"a comparison that a variable leaves out", `query ($eq: String) { terms(where: { title: { eq: $eq } }) { totalCount } }`, nil, "BAD_USER_INPUT where.title empty"},
	{"no comparison of a relation", `{ terms(where: { domain: { slug: {} } }) { totalCount } }`, nil, "BAD_USER_INPUT where.domain.slug oneOf"},
	{"too many values", whereVar, object{"where": object{"title": object{"in": many(101, "a")}}}, "BAD_USER_INPUT where.title.in max"},
	{"too many slugs", whereVar, object{"where": object{"domain": object{"slug": object{"in": many(101, "a")}}}}, "BAD_USER_INPUT where.domain.slug max"},
	{"too many conditions", whereVar, object{"where": object{"or": many(60, object{"title": object{"eq": "a"}, "edition": object{"eq": "FIRST"}})}}, "BAD_USER_INPUT where max"},
	{"too many keys to sort by", `{ terms(orderBy: [{field: TITLE}, {field: TITLE}, {field: TITLE}, {field: TITLE}, {field: TITLE}, {field: TITLE}]) { totalCount } }`, nil, "BAD_USER_INPUT orderBy max"},
	{"a key to sort by twice", `{ terms(orderBy: [{field: TITLE}, {field: TITLE, direction: DESC}]) { totalCount } }`, nil, "BAD_USER_INPUT orderBy[1] unique"},
	{"a moment in words", `{ calls(where: { opensAt: { gt: "yesterday" } }) { totalCount } }`, nil, "BAD_USER_INPUT where.opensAt.gt type"},
	{"a day that does not exist", `{ opportunities(where: { startsOn: { gt: "2026-02-30" } }) { totalCount } }`, nil, "BAD_USER_INPUT where.startsOn.gt date"},
	{"a day before the calendar", `{ opportunities(where: { startsOn: { gt: "0000-01-01" } }) { totalCount } }`, nil, "BAD_USER_INPUT where.startsOn.gt date"},
	{"a number that JSON would round", `{ assets(where: { sizeBytes: { gt: 9007199254740993 } }) { totalCount } }`, nil, "BAD_USER_INPUT where.sizeBytes.gt type"},
	{"a character that no database stores", `{ terms(where: { title: { eq: "a\u0000" } }) { totalCount } }`, nil, "BAD_USER_INPUT where.title.eq type"},
	{"a variable's unknown field", whereVar, object{"where": object{"nope": object{"eq": "a"}}}, "BAD_USER_INPUT - -"},

	{"neither slug nor id", `{ course { title } }`, nil, "BAD_USER_INPUT - oneOf"},
	{"slug and id", `{ course(slug: "a", id: "b") { title } }`, nil, "BAD_USER_INPUT - oneOf"},
	{"slug and id, both null", `{ course(slug: null, id: null) { title } }`, nil, "BAD_USER_INPUT - oneOf"},
	{"no id", `{ course(id: "zzz") { title } }`, nil, "BAD_USER_INPUT id id"},
	{"no id of a node", `{ node(id: "zzz") { id } }`, nil, "BAD_USER_INPUT id id"},
	{"an id that is no string", `query ($id: ID!) { node(id: $id) { id } }`, object{"id": 1.5}, "BAD_USER_INPUT id type"},
	{"no id among others", `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, object{"ids": []any{"zzz"}}, "BAD_USER_INPUT ids[0] id"},
	{"no id to compare with", `{ terms(where: { domain: { id: { eq: "x" } } }) { totalCount } }`, nil, "BAD_USER_INPUT where.domain.id id"},
	{"too many ids", `query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, object{"ids": many(101, "x")}, "BAD_USER_INPUT ids max"},
	{"a missing variable", `query ($id: ID!) { node(id: $id) { id } }`, nil, "BAD_USER_INPUT - -"},

	{"a draft by the public", `{ course(slug: "a", stage: DRAFT) { title } }`, nil, "UNAUTHENTICATED - -"},
	{"drafts by the public in a variable", `query ($s: Stage!) { courses(stage: $s) { totalCount } }`, object{"s": "DRAFT"}, "UNAUTHENTICATED - -"},
	{"the only draft by the public", `{ project(stage: DRAFT) { title } }`, nil, "UNAUTHENTICATED - -"},
	{"drafts found by the public", `{ search(query: "a", stage: DRAFT) { totalCount } }`, nil, "UNAUTHENTICATED - -"},
	{"a draft by id by the public", `{ node(id: "Y291cnNlOgGbEwPegXTNtVE6AGE9KLE", stage: DRAFT) { id } }`, nil, "UNAUTHENTICATED - -"},
	{"the past by the public", `{ courses(asOf: "2026-01-01T00:00:00Z") { totalCount } }`, nil, "UNAUTHENTICATED - -"},
	{"a release by the public", `{ courses(release: "x") { totalCount } }`, nil, "UNAUTHENTICATED - -"},
	{"drafts of the past", `{ courses(stage: DRAFT, asOf: "2026-01-01T00:00:00Z") { totalCount } }`, nil, "BAD_USER_INPUT asOf exclusive"},
	{"drafts of a release", `{ courses(stage: DRAFT, release: "x") { totalCount } }`, nil, "BAD_USER_INPUT release exclusive"},
	{"a release of the past", `{ courses(asOf: "2026-01-01T00:00:00Z", release: "x") { totalCount } }`, nil, "BAD_USER_INPUT release exclusive"},
	{"no stage", `query ($s: Stage!) { courses(stage: $s) { totalCount } }`, object{"s": nil}, "BAD_USER_INPUT - -"},
	{"a stage that is none", `{ courses(stage: SCHEDULED) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},

	{"nothing to search for", `{ search(query: " & ") { totalCount } }`, nil, "BAD_USER_INPUT query required"},
	{"too much to search for", `query ($q: String!) { search(query: $q) { totalCount } }`, object{"q": strings.Repeat("ab ", 70)}, "BAD_USER_INPUT query max"},

	{"an unknown field", `{ courses { nodes { nope } } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
	{"an unknown value", `{ calls(where: { status: { eq: NOPE } }) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
	{"a null in a list", `{ terms(where: { and: [null] }) { totalCount } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
	{"half a document", `{ courses {`, nil, "GRAPHQL_PARSE_FAILED - -"},
	{"one of two operations", `query A { hub { name } } query B { hub { name } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
	{"a mutation", `mutation { courseCreate { id } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
	{"too deep", deep(8), nil, "LIMIT_EXCEEDED - -"},
	{"too dear", dear, nil, "LIMIT_EXCEEDED - -"},
	{"too dear by a variable", `query ($n: Int!) { areas(first: $n) { nodes { programmes(first: $n) { terms(first: $n) { title } } } } }`, object{"n": 100}, "LIMIT_EXCEEDED - -"},
	{"too many aliases", aliased(51), nil, "LIMIT_EXCEEDED - -"},
	{"an answer in pieces", `{ courses { totalCount ... @defer { nodes { slug } } } }`, nil, "GRAPHQL_VALIDATION_FAILED - -"},
}

// deep goes to and fro between two kinds.
func deep(times int) string {
	return `{ areas { nodes ` + strings.Repeat(`{ courses { area `, times) + `{ slug }` + strings.Repeat(` } }`, times) + ` } }`
}

// dear asks for a hundred of a hundred of a hundred.
const dear = `{ areas(first: 100) { nodes { programmes(first: 100) { terms(first: 100) { title } } } } }`

func aliased(times int) string {
	var query strings.Builder
	for i := range times {
		fmt.Fprintf(&query, " a%d: hub { name }", i)
	}
	return "{" + query.String() + " }"
}

// internal are words of what lies below the API: of Go, of its libraries, of SQL.
var internal = regexp.MustCompile(`(?i)\b(sql|sqlstate|pgx|bun|gqlgen|panic|goroutine|runtime|nil|relation "|syntax error|select|interface \{|map\[|uuid|json:)|\.go\b|content:`)

func TestRefusals(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	for _, r := range refusals {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			a := hub.post(t, request{Query: r.query, Variables: r.variables})
			failures := a.failures(t)
			if len(failures) == 0 {
				t.Fatalf("it is not refused: %.500s", a.body)
			}
			for _, f := range failures {
				if got := f.kind(); got != r.want {
					t.Errorf("it is refused as %q, not %q: %s", got, r.want, f.Message)
				}
			}
			if word := internal.FindString(string(a.body)); word != "" {
				t.Errorf("the answer says %q: %s", word, a.body)
			}
			if a.statements > 1 {
				t.Errorf("it cost %d statements", a.statements)
			}
			if cached := a.header.Get("Cache-Control"); cached != "no-store" {
				t.Errorf("it may be kept: %s", cached)
			}
		})
	}
	t.Cleanup(func() {
		if lines := hub.log.String(); lines != "" {
			t.Errorf("what clients do wrong was logged: %s", lines)
		}
	})
}

// kind is the code, the field and the rule of a failure.
func (f failure) kind() string {
	words := make([]string, 0, 3)
	for _, name := range []string{"code", "field", "rule"} {
		word, ok := f.Extensions[name].(string)
		if !ok {
			word = "-"
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// TestForeignCursors uses cursors where they do not belong.
func TestForeignCursors(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	var data struct {
		Terms, Titled, Search struct{ PageInfo struct{ EndCursor string } }
	}
	hub.post(t, request{Query: `{
		terms(first: 1) { pageInfo { endCursor } }
		titled: terms(first: 1, orderBy: [{ field: TITLE }]) { pageInfo { endCursor } }
		search(query: "grant", first: 1) { pageInfo { endCursor } }
	}`}).data(t, &data)
	plain, titled, found := data.Terms.PageInfo.EndCursor, data.Titled.PageInfo.EndCursor, data.Search.PageInfo.EndCursor
	for name, c := range map[string]struct{ query, cursor string }{
		"of another list":   {`query ($c: String) { courses(after: $c) { totalCount } }`, plain},
		"of another order":  {`query ($c: String) { terms(after: $c) { totalCount } }`, titled},
		"of no order":       {`query ($c: String) { terms(orderBy: [{ field: TITLE }], after: $c) { totalCount } }`, plain},
		"of a search":       {`query ($c: String) { terms(after: $c) { totalCount } }`, found},
		"of another search": {`query ($c: String) { search(query: "grants", after: $c) { totalCount } }`, found},
		"cut short":         {`query ($c: String) { terms(after: $c) { totalCount } }`, plain[:len(plain)-2]},
		"changed":           {`query ($c: String) { terms(after: $c) { totalCount } }`, "A" + plain[1:]},
	} {
		a := hub.post(t, request{Query: c.query, Variables: object{"c": c.cursor}})
		failures := a.failures(t)
		if len(failures) != 1 || failures[0].kind() != "BAD_USER_INPUT after cursor" {
			t.Errorf("a cursor %s: %s", name, a.body)
		}
	}
}
