package graph_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

// as serves to somebody.
func as(who policy.Principal) func(*graph.Options) {
	return func(o *graph.Options) { o.Principal = func(context.Context) policy.Principal { return who } }
}

// withRole is a person who signed in; translators translate into Italian.
func withRole(role account.Role) policy.Principal {
	credential := policy.Principal{
		Kind: policy.Session, AccountID: uuid.MustParse("018f0000-0000-7000-8000-000000000001"), Name: "Ana",
		Role: role, Scopes: []credential.Scope{credential.Read, credential.Write},
	}
	if role == account.Translator {
		credential.Locales = []content.Locale{"it"}
	}
	return credential
}

// partner is a website that reads.
func partner() policy.Principal {
	return policy.Principal{Kind: policy.PartnerToken, Name: "Town of Example", Scopes: []credential.Scope{credential.Read, credential.Embed}}
}

func TestViewer(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		who  policy.Principal
		want string
	}{
		"Public":     {policy.Principal{}, `{"kind":"PUBLIC","name":null,"role":null,"locales":[],"scopes":[]}`},
		"Partner":    {partner(), `{"kind":"PARTNER_TOKEN","name":"Town of Example","role":null,"locales":[],"scopes":["READ","EMBED"]}`},
		"Translator": {withRole(account.Translator), `{"kind":"SESSION","name":"Ana","role":"TRANSLATOR","locales":["it"],"scopes":["READ","WRITE"]}`},
		"Admin":      {withRole(account.Admin), `{"kind":"SESSION","name":"Ana","role":"ADMIN","locales":[],"scopes":["READ","WRITE"]}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := serve(t, nil, as(test.who)).post(t, request{Query: `{ viewer { kind name role locales scopes } }`})
			if want := `{"data":{"viewer":` + test.want + `}}`; string(a.body) != want {
				t.Errorf("got %s, want %s", a.body, want)
			}
			if got := strings.HasPrefix(a.header.Get("Cache-Control"), "public"); got != test.who.IsPublic() {
				t.Errorf("its Cache-Control is %s", a.header.Get("Cache-Control"))
			}
		})
	}
}

func TestStages(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	const drafts = `{ courses(stage: DRAFT) { totalCount } }`
	for name, test := range map[string]struct {
		who  policy.Principal
		want string
	}{
		"Public":     {policy.Principal{}, "UNAUTHENTICATED"},
		"Partner":    {partner(), "FORBIDDEN"},
		"Translator": {withRole(account.Translator), ""},
		"WriteOnly":  {policy.Principal{Kind: policy.PersonalToken, Role: account.Admin, Scopes: []credential.Scope{credential.Write}}, "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := code(serve(t, store, as(test.who)).post(t, request{Query: drafts}).failures(t)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// code is that of the only failure, or nothing.
func code(failures []failure) string {
	if len(failures) == 0 {
		return ""
	}
	code, _ := failures[0].Extensions["code"].(string)
	return code
}

// TestClosedSchema asks for the schema in every way in which one can.
func TestClosedSchema(t *testing.T) {
	t.Parallel()
	closed := func(o *graph.Options) { o.ClosedSchema = true }
	documents := []string{
		`{ __schema { types { name } } }`,
		`{ __type(name: "Hub") { name } }`,
		`{ a: __type(name: "Hub") { name } viewer { kind } }`,
		`{ ...F } fragment F on Query { ... @include(if: true) { __schema { queryType { name } } } }`,
	}
	public, known := serve(t, nil, closed), serve(t, nil, closed, as(partner()))
	for _, document := range documents {
		ways := map[string]func(*api) answer{
			"POST": func(a *api) answer { return a.post(t, request{Query: document}) },
			"GET": func(a *api) answer {
				return a.send(t, a.get(t, url.Values{"query": {document}}, "application/graphql-response+json"))
			},
			"events":    func(a *api) answer { return a.send(t, a.get(t, url.Values{"query": {document}}, "text/event-stream")) },
			"WebSocket": func(a *api) answer { return answer{body: []byte(a.overSocket(t, document))} },
		}
		for way, ask := range ways {
			if got := string(ask(public).body); !strings.Contains(got, `"UNAUTHENTICATED"`) || strings.Contains(got, `"name":"Hub"`) || strings.Contains(got, `"Query"`) {
				t.Errorf("%s by %s: %s", document, way, got)
			}
			if got := string(ask(known).body); strings.Contains(got, `"errors"`) {
				t.Errorf("%s by %s by a partner: %s", document, way, got)
			}
		}
	}
	t.Run("NothingIsSuggested", func(t *testing.T) {
		t.Parallel()
		for _, document := range []string{`{ viewr { kind } }`, `{ courses(frist: 1) { totalCount } }`, `mutation { entryDelet }`, `{ ... on Accoun { id } }`, `query ($r: Rol) { viewer { kind } }`, `{ courses(stage: DRAF) { totalCount } }`} {
			if got := string(public.post(t, request{Query: document}).body); strings.Contains(got, "Did you mean") {
				t.Errorf("%s: %s", document, got)
			}
		}
	})
	t.Run("TypenameIsNoSecret", func(t *testing.T) {
		t.Parallel()
		if a := public.post(t, request{Query: `{ __typename viewer { __typename } }`}); len(a.failures(t)) > 0 {
			t.Errorf("%s", a.body)
		}
	})
}

// overSocket asks over a WebSocket, and gives the first message of the answer.
func (a *api) overSocket(t *testing.T, document string) string {
	t.Helper()
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(a.url, "http"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	defer conn.Close()
	var got []byte
	for _, message := range []object{{"type": "connection_init"}, {"id": "1", "type": "subscribe", "payload": request{Query: document}}} {
		if err := conn.WriteJSON(message); err != nil {
			t.Fatal(err)
		}
		if _, got, err = conn.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	return string(got)
}
