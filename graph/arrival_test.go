package graph_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/limit"
	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

// receiver is a schema of which only some mutations are answered: by keeping what
// they were given.
type receiver struct {
	generated.ResolverRoot
	generated.MutationResolver
	got map[string]any
}

func (r *receiver) Mutation() generated.MutationResolver { return r }

func (r *receiver) CourseUpdate(_ context.Context, input map[string]any) (*edit.Payload[kind.Course], error) {
	r.got = input
	return &edit.Payload[kind.Course]{}, nil
}

func (r *receiver) EventUpdate(_ context.Context, input map[string]any) (*edit.Payload[kind.Event], error) {
	r.got = input
	return &edit.Payload[kind.Event]{}, nil
}

// receive sends a mutation with its input as a variable, as programs do, and gives
// the input as the resolver got it.
func receive(t *testing.T, query, input string) map[string]any {
	t.Helper()
	r := &receiver{}
	server := handler.New(generated.NewExecutableSchema(generated.Config{Resolvers: r, Directives: generated.DirectiveRoot{
		Requires: func(ctx context.Context, _ any, next graphql.Resolver, _ account.Role, _ bool) (any, error) {
			return next(ctx)
		},
	}}))
	transport.Add(server, transport.Options{})
	limit.Apply(server, limit.Limits{})
	body, err := json.Marshal(request{Query: query, Variables: map[string]json.RawMessage{"input": json.RawMessage(input)}})
	if err != nil {
		t.Fatal(err)
	}
	asked := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(string(body)))
	asked.Header.Set("Content-Type", "application/json")
	answered := httptest.NewRecorder()
	server.ServeHTTP(answered, asked)
	if r.got == nil {
		t.Fatalf("it did not arrive: %s", answered.Body)
	}
	return r.got
}

const (
	updateCourse = `mutation ($input: CourseUpdateInput!) { courseUpdate(input: $input) { userErrors { code } } }`
	updateEvent  = `mutation ($input: EventUpdateInput!) { eventUpdate(input: $input) { userErrors { code } } }`
)

// TestInputsArrive sends inputs and looks at what the store is given: what was left
// out is not there, null is there and nothing, and values are of the store's types.
func TestInputsArrive(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ query, input, want string }{
		"Nothing": {
			updateCourse, `{"id":"x","version":3}`,
			`{"id":"x","version":3,"minorEdit":false,"dryRun":false}`,
		},
		"Null": {
			updateCourse,
			`{"id":"x","version":3,"note":null,"code":null,"level":null,"area":null,"terms":null,"texts":null,"modules":null,"completeLocales":null}`,
			`{"id":"x","version":3,"minorEdit":false,"dryRun":false,"note":null,"code":null,"level":null,"area":null,"terms":null,"texts":null,"modules":null,"completeLocales":null}`,
		},
		"Empty": {
			updateCourse, `{"id":"x","version":3,"terms":[],"texts":[],"modules":[],"level":{}}`,
			`{"id":"x","version":3,"minorEdit":false,"dryRun":false,"terms":[],"texts":[],"modules":[],"level":{}}`,
		},
		"PartsWithinParts": {
			updateCourse,
			`{"id":"x","version":3,"dryRun":true,"modules":[{"id":"m","position":0,"lessons":[{"durationMinutes":5,"terms":["t"],"texts":[{"locale":"sr-latn","title":"A","body":null}]}],` +
				`"quizQuestions":[{"type":"SINGLE","options":[{"correct":true},{"id":"o","remove":true}]}]}]}`,
			`{"id":"x","version":3,"minorEdit":false,"dryRun":true,"modules":[{"id":"m","position":0,"lessons":[{"durationMinutes":5,"terms":["t"],"texts":[{"locale":"sr-Latn","title":"A","body":null}]}],` +
				`"quizQuestions":[{"type":"SINGLE","options":[{"correct":true},{"id":"o","remove":true}]}]}]}`,
		},
		"ValuesWithinValues": {
			updateEvent,
			`{"id":"x","version":3,"startsAt":"2026-11-23T10:00:00+01:00","languages":["EN"],"place":{"mode":"ONLINE","location":{"latitude":1,"longitude":2.5,"precision":"CITY"},"wheelchairAccess":null},` +
				`"registration":{"required":true,"opensOn":"2026-01-02","placesPerCountry":[{"country":"IT","places":3}]},"agenda":[{"date":"2026-11-23","startsAt":"10:00","type":"BREAK"}]}`,
			`{"id":"x","version":3,"minorEdit":false,"dryRun":false,"startsAt":"2026-11-23T09:00:00Z","languages":["en"],"place":{"mode":"ONLINE","location":{"latitude":1,"longitude":2.5,"precision":"CITY"},"wheelchairAccess":null},` +
				`"registration":{"required":true,"opensOn":"2026-01-02","placesPerCountry":[{"country":"IT","places":3}]},"agenda":[{"date":"2026-11-23","startsAt":"10:00","type":"BREAK"}]}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			arrived, err := json.Marshal(receive(t, c.query, c.input))
			if err != nil {
				t.Fatal(err)
			}
			var got, want any
			if err := json.Unmarshal(arrived, &got); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(c.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("Typed", func(t *testing.T) {
		t.Parallel()
		got := receive(t, updateEvent, `{"id":"x","version":3,"startsAt":"2026-11-23T10:00:00+01:00","languages":["EN"],"place":{"mode":"ONLINE"},"type":"OPEN_DAY"}`)
		starts := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		mode, kind := kind.PlaceMode("ONLINE"), kind.EventType("OPEN_DAY")
		want := map[string]any{
			"id": "x", "version": 3, "minorEdit": false, "dryRun": false, "startsAt": &starts, "languages": []content.Locale{"en"},
			"place": map[string]any{"mode": &mode}, "type": &kind,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("AMegabyte", func(t *testing.T) {
		t.Parallel()
		long := strings.Repeat("long ", 200_000)
		got := receive(t, updateCourse, `{"id":"x","version":3,"modules":[{"id":"m","lessons":[{"id":"l","texts":[{"locale":"en","body":"`+long+`"}]}]}]}`)
		arrived, err := json.Marshal(got)
		if err != nil || !strings.Contains(string(arrived), long) {
			t.Errorf("%d bytes arrived, %v", len(arrived), err)
		}
	})
}
