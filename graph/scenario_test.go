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

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/storagetest"
)

// scenario is an operation with the whole answer to it: a pair of files. The
// operation begins with comments that say
//
//	# variables: {…}          its variables
//	# now: 2018-03-08T…Z      as of when it is asked; the day of the demo content unless told
//	# pages: terms            that it is asked again, as $after with the end of this list, until its end
//	# statements: 7           how many SQL statements it costs, page by page
type scenario struct {
	name       string
	text       string
	variables  map[string]any
	now        time.Time
	pages      string
	statements string
}

var setting = regexp.MustCompile(`(?m)^# (variables|now|pages|statements): (.*)\n`)

func scenarios(t testing.TB) []*scenario {
	t.Helper()
	files, err := filepath.Glob("testdata/scenarios/*.graphql")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios: ", err)
	}
	all := make([]*scenario, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := &scenario{name: strings.TrimSuffix(filepath.Base(file), ".graphql"), text: string(text), variables: map[string]any{}, now: today}
		for _, line := range setting.FindAllStringSubmatch(s.text, -1) {
			if err := s.set(line[1], line[2]); err != nil {
				t.Fatalf("%s: %v", file, err)
			}
		}
		all[i] = s
	}
	return all
}

func (s *scenario) set(name, value string) (err error) {
	switch name {
	case "variables":
		err = json.Unmarshal([]byte(value), &s.variables)
	case "now":
		s.now, err = time.Parse(time.RFC3339, value)
	case "pages":
		s.pages = value
	case "statements":
		s.statements = value
	}
	return err
}

// secret are the values that differ from one database to the next.
var secret = regexp.MustCompile(`"(cursor|startCursor|endCursor)":"[^"]+"`)

// play asks the API and gives the answer as it stands in the file, with the number
// of statements. Without pages the file is one answer, with pages a list of them.
func (s *scenario) play(t *testing.T, hub *api) (whole, cost string) {
	t.Helper()
	var answers, costs []string
	variables, more := s.variables, true
	for more {
		a := hub.post(t, request{Query: s.text, Variables: variables})
		answers = append(answers, secret.ReplaceAllString(string(a.body), `"$1":"…"`))
		costs = append(costs, strconv.Itoa(a.statements))
		variables, more = s.next(t, a)
	}
	whole = answers[0]
	if s.pages != "" {
		whole = "[" + strings.Join(answers, ",") + "]"
	}
	return indented(t, []byte(whole)), strings.Join(costs, " ")
}

// next are the variables that ask for the page after the one that was answered.
func (s *scenario) next(t *testing.T, a answer) (map[string]any, bool) {
	t.Helper()
	if s.pages == "" {
		return nil, false
	}
	var data map[string]struct {
		Edges    []struct{ Cursor string }
		PageInfo struct{ HasNextPage bool }
	}
	a.data(t, &data)
	page := data[s.pages]
	if !page.PageInfo.HasNextPage {
		return nil, false
	}
	return map[string]any{"after": page.Edges[len(page.Edges)-1].Cursor}, true
}

// writeStatements notes in the operation what it costs.
func (s *scenario) writeStatements(t *testing.T, cost string) {
	t.Helper()
	s.statements = cost
	line := "# statements: " + cost + "\n"
	text := regexp.MustCompile(`(?m)^# statements: .*\n`).ReplaceAllString(s.text, "")
	end := 0
	for _, at := range setting.FindAllStringIndex(text, -1) {
		end = at[1]
	}
	text = text[:end] + line + text[end:]
	if err := os.WriteFile(filepath.Join("testdata", "scenarios", s.name+".graphql"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// hubs serves a store as of each moment that a scenario is about.
func hubs(t *testing.T, store *storage.Store, all []*scenario) map[time.Time]*api {
	t.Helper()
	served := map[time.Time]*api{}
	for _, s := range all {
		if served[s.now] == nil {
			served[s.now] = serve(t, store, at(s.now))
		}
	}
	return served
}

// TestScenarios runs all scenarios at once over one store.
func TestScenarios(t *testing.T) {
	t.Parallel()
	all := scenarios(t)
	served := hubs(t, storagetest.Demo(t), all)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			got, cost := s.play(t, served[s.now])
			if strings.Contains(got, `"errors"`) {
				t.Errorf("there are errors:\n%.500s", got)
			}
			golden(t, filepath.Join("scenarios", s.name+".json"), got)
			if *update {
				s.writeStatements(t, cost)
			}
			if cost != s.statements {
				t.Errorf("it costs %s statements, not %s", cost, s.statements)
			}
		})
	}
}
