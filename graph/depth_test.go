package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/storagetest"
)

// generatedCourse is a course of two modules with two lessons each, every lesson
// with two of the demo's terms that belong to programmes with calls.
func generatedCourse(n int) string {
	terms := []string{"lump-sum", "unit-cost", "programme-guide", "learning-mobility", "national-agency"}
	var modules []string
	for m := range 2 {
		var lessons []string
		for l := range 2 {
			lessons = append(lessons, fmt.Sprintf(`{"kind":"lesson","slug":"lesson-%d-%d","fields":{"durationMinutes":5},"refs":{"terms":[%q,%q]},
				"texts":{"en":{"title":"Lesson %d.%d","body":"# About it\n\nSome *words*."}}}`,
				m, l, terms[(n+m+l)%len(terms)], terms[(n+m+l+1)%len(terms)], m, l))
		}
		modules = append(modules, fmt.Sprintf(`{"kind":"module","slug":"module-%d","texts":{"en":{"title":"Module %d"}},"parts":[%s,
			{"kind":"quizQuestion","slug":"question","fields":{"type":"SINGLE"},"texts":{"en":{"prompt":"Which?"}},"parts":[
				{"kind":"quizOption","slug":"a","fields":{"correct":true},"texts":{"en":{"text":"This"}}},
				{"kind":"quizOption","slug":"b","fields":{},"texts":{"en":{"text":"That"}}}]}]}`, m, m, strings.Join(lessons, ",")))
	}
	return strings.NewReplacer("\n", "", "\t", "").Replace(fmt.Sprintf(`{"kind":"course","slug":"generated-%02d","sourceLocale":"en","fields":{"code":"GEN%02d"},
		"refs":{"area":"co-creation","organisation":"alda","output":"co-created/training-toolkit","skills":["design-thinking"],"terms":["grant"],"programmes":["erasmus-plus"]},
		"texts":{"en":{"title":"Course %02d"}},"parts":[%s],"published":["en"]}`, n, n, n, strings.Join(modules, ",")))
}

// generatedPublication goes with all of the courses.
func generatedPublication(courses []string) string {
	return `{"kind":"publication","slug":"generated","sourceLocale":"en","fields":{"type":"GUIDE","year":2026},"refs":{"courses":["` +
		strings.Join(courses, `","`) + `"]},"texts":{"en":{"title":"Guide"}},"published":["en"]}`
}

// TestStatementsPerRelation counts the statements of queries as deep and as wide
// as anyone has use for. It takes one for each relation, and as many for one
// course as for twenty.
func TestStatementsPerRelation(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	var lines, slugs []string
	for n := range 25 {
		lines = append(lines, generatedCourse(n))
		slugs = append(slugs, fmt.Sprintf("generated-%02d", n))
	}
	load(t, store, append(lines, generatedPublication(slugs))...)
	hub := serve(t, store)
	for _, c := range []struct {
		name      string
		relations int
		query     string
	}{
		{"courses → modules → lessons → terms → programmes → calls", 6, `{
			title modules { title lessons { title durationMinutes terms { title definition programmes { title calls { title status nextDeadlineAt } } } } }
		}`},
		{"the same with bodies, deadlines and the way back", 9, `{
			title modules { title lessons { title body { html } terms { title programmes { acronym
				calls(first: 5) { title deadlines { at stage } programme { acronym } } } } } }
		}`},
		{"everything beside a course, and quizzes", 16, `{
			title translations { title }
			area { title } organisation { title offices { city } } output { title } skills { title }
			terms { title domain { title } } programmes { acronym } publications { title files { path } }
			modules { title lessons { title } quiz { questions { prompt options { text correct } } } }
		}`},
	} {
		for _, size := range []int{1, 5, 20} {
			a := hub.post(t, request{
				Query:     `query ($size: Int!) { courses(first: $size, where: { code: { startsWith: "GEN" } }) { nodes ` + c.query + ` } }`,
				Variables: object{"size": size},
			})
			var data struct {
				Courses struct{ Nodes []struct{ Title string } }
			}
			a.data(t, &data)
			if len(data.Courses.Nodes) != size {
				t.Errorf("%s: %d courses, not %d", c.name, len(data.Courses.Nodes), size)
			}
			t.Logf("%s: %d courses cost %d statements for %d relations, in %d kB", c.name, size, a.statements, c.relations, len(a.body)/1000)
			if a.statements != c.relations {
				t.Errorf("%s: %d courses cost %d statements for %d relations", c.name, size, a.statements, c.relations)
			}
		}
	}
}

// TestCountsAreOneStatement asks for the size of a list, and does not ask.
func TestCountsAreOneStatement(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Demo(t))
	for query, want := range map[string]int{
		`{ terms { nodes { title } } }`:                                                                     1,
		`{ terms { nodes { title } totalCount } }`:                                                          2,
		`{ terms { totalCount again: totalCount pageInfo { hasNextPage } } }`:                               3,
		`{ terms(first: 100) { nodes { availableLocales version licence } edges { node { slug kind } } } }`: 1,
	} {
		if a := hub.post(t, request{Query: query}); a.statements != want {
			t.Errorf("%s costs %d statements, not %d", query, a.statements, want)
		}
	}
}
