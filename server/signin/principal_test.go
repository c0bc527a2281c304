package signin_test

import (
	"bufio"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/credential"
)

func TestCredentials(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, good := h.token(t)
	revoked, revokedSecret := h.token(t)
	if _, err := h.accounts.Revoke(t.Context(), revoked.ID); err != nil {
		t.Fatal(err)
	}
	session := h.signIn(t)
	for name, test := range map[string]struct {
		with header
		want string
	}{
		"Public":               {nil, `{"data":{"viewer":{"kind":"PUBLIC","name":null}}}`},
		"Token":                {header{"Authorization": "Bearer " + good}, `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","name":"Ana"}}}`},
		"TokenInLowerCase":     {header{"Authorization": "bearer  " + good}, `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","name":"Ana"}}}`},
		"TokenFromAnotherSite": {header{"Authorization": "Bearer " + good, "Origin": "https://other.example", "Sec-Fetch-Site": "cross-site"}, `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","name":"Ana"}}}`},
		"TokenBeforeCookie":    {header{"Authorization": "Bearer " + good, "Cookie": session}, `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","name":"Ana"}}}`},
		"OtherCookies":         {header{"Cookie": "theme=dark"}, `{"data":{"viewer":{"kind":"PUBLIC","name":null}}}`},

		"Typo":              {header{"Authorization": "Bearer " + good[:len(good)-1]}, "401"},
		"Nothing":           {header{"Authorization": ""}, "401"},
		"NoToken":           {header{"Authorization": "Bearer"}, "401"},
		"AnotherScheme":     {header{"Authorization": "Basic " + good}, "401"},
		"NoScheme":          {header{"Authorization": good}, "401"},
		"Two":               {header{"Authorization": "Bearer " + good + ", Bearer " + good}, "401"},
		"Revoked":           {header{"Authorization": "Bearer " + revokedSecret}, "401"},
		"BadBeforeCookie":   {header{"Authorization": "Bearer x", "Cookie": session}, "401"},
		"UnknownSession":    {header{"Cookie": "hub-session=made-up"}, "401"},
		"EmptySession":      {header{"Cookie": "hub-session="}, "401"},
		"SessionAcrossSite": {header{"Cookie": session, "Sec-Fetch-Site": "cross-site"}, "403"},
		"SessionOrigin":     {header{"Cookie": session, "Origin": "https://evil.example"}, "403"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			response, said := h.ask(t, test.with)
			if got := response.Header.Values("Vary"); !strings.Contains(strings.Join(got, ", "), "Authorization, Cookie") {
				t.Errorf("Vary: %q", got)
			}
			switch test.want {
			case "401":
				if response.StatusCode != http.StatusUnauthorized || code(t, said) != "UNAUTHENTICATED" || !strings.HasPrefix(response.Header.Get("WWW-Authenticate"), "Bearer ") {
					t.Errorf("%s %v: %s", response.Status, response.Header, said)
				}
				if _, byToken := test.with["Authorization"]; clears(response) == byToken {
					t.Errorf("the cookies are %v", response.Cookies())
				}
			case "403":
				if response.StatusCode != http.StatusForbidden || code(t, said) != "FORBIDDEN" {
					t.Errorf("%s: %s", response.Status, said)
				}
			default:
				if said != test.want {
					t.Errorf("%s: %s", response.Status, said)
				}
				if got, public := response.Header.Get("Cache-Control"), strings.Contains(test.want, "PUBLIC"); strings.HasPrefix(got, "public") != public || !public && got != "private, no-store" {
					t.Errorf("Cache-Control: %q", got)
				}
			}
		})
	}
}

func TestPartner(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, secret, err := h.accounts.CreatePartnerToken(t.Context(), account.NewPartnerToken{
		Partner: "Town", Name: "website", Scopes: []credential.Scope{credential.Read, credential.Embed}, Origins: []string{"https://town.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for origin, want := range map[string]int{"": http.StatusOK, "https://town.example": http.StatusOK, "https://other.example": http.StatusForbidden} {
		with := header{"Authorization": "Bearer " + secret.Reveal()}
		if origin != "" {
			with["Origin"] = origin
		}
		if response, said := h.ask(t, with); response.StatusCode != want {
			t.Errorf("%q: %s %s", origin, response.Status, said)
		}
	}
}

// TestAccountIsAsItIsNow changes an account while somebody is signed in.
func TestAccountIsAsItIsNow(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, secret := h.token(t)
	session, byToken := header{"Cookie": h.signIn(t)}, header{"Authorization": "Bearer " + secret}
	if err := h.accounts.Disable(t.Context(), h.ana.ID); err != nil {
		t.Fatal(err)
	}
	for _, with := range []header{session, byToken} {
		if response, said := h.ask(t, with); response.StatusCode != http.StatusUnauthorized {
			t.Errorf("disabled: %s %s", response.Status, said)
		}
	}
	if err := h.accounts.Enable(t.Context(), h.ana.ID); err != nil {
		t.Fatal(err)
	}
	if response, said := h.ask(t, byToken); response.StatusCode != http.StatusOK {
		t.Errorf("the token of an account that is enabled again: %s %s", response.Status, said)
	}
	if response, said := h.ask(t, session); response.StatusCode != http.StatusUnauthorized {
		t.Errorf("a session from before: %s %s", response.Status, said)
	}
}

func TestWithoutDatabase(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, secret := h.token(t)
	session := h.signIn(t)
	h.store.Close()
	for _, with := range []header{{"Authorization": "Bearer " + secret}, {"Cookie": session}} {
		response, said := h.ask(t, with)
		if response.StatusCode != http.StatusInternalServerError || code(t, said) != "INTERNAL" || strings.Contains(said, "sql") || !strings.Contains(said, "request-7") || clears(response) {
			t.Errorf("%s %v: %s", response.Status, response.Header, said)
		}
	}
	if response, said := h.ask(t, nil); response.StatusCode != http.StatusOK {
		t.Errorf("the public: %s %s", response.Status, said)
	}
	if response, page := h.submit(t, email, password, nil); response.StatusCode != http.StatusInternalServerError || !strings.Contains(page, "request-7") {
		t.Errorf("the form: %s\n%s", response.Status, page)
	}
}

type object = map[string]any

// dial opens a WebSocket.
func (h *hub) dial(t *testing.T, with header) *websocket.Conn {
	t.Helper()
	headers := http.Header{}
	for name, value := range with {
		headers.Set(name, value)
	}
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}}
	conn, response, err := dialer.DialContext(t.Context(), "ws"+strings.TrimPrefix(h.url, "http")+"/graphql", headers)
	if err != nil {
		t.Fatalf("%v: %+v", err, response)
	}
	response.Body.Close()
	t.Cleanup(func() { conn.Close() })
	return conn
}

// exchange sends a message and gives back the next one.
func exchange(t *testing.T, conn *websocket.Conn, message object) (string, error) {
	t.Helper()
	if err := conn.WriteJSON(message); err != nil {
		t.Fatal(err)
	}
	_, got, err := conn.ReadMessage()
	return strings.TrimSpace(string(got)), err
}

func TestSocket(t *testing.T) {
	t.Parallel()
	h := serve(t)
	_, secret := h.token(t)
	session := header{"Cookie": h.signIn(t)}
	for name, test := range map[string]struct {
		with    header
		payload object
		want    string
	}{
		"Public":        {nil, nil, `"PUBLIC"`},
		"Cookie":        {session, nil, `"SESSION"`},
		"Token":         {nil, object{"authorization": "Bearer " + secret}, `"PERSONAL_TOKEN"`},
		"TokenNotThere": {session, object{"other": 1}, `"SESSION"`},
		"TokenOverAll":  {session, object{"Authorization": "Bearer " + secret}, `"PERSONAL_TOKEN"`},
		"BadToken":      {session, object{"authorization": "Bearer x"}, ""},
		"NoString":      {nil, object{"authorization": 7}, ""},
		"Null":          {nil, object{"authorization": nil}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := h.dial(t, test.with)
			got, err := exchange(t, conn, object{"type": "connection_init", "payload": test.payload})
			if test.want == "" {
				if !websocket.IsCloseError(err, 4403) {
					t.Errorf("got %s, %v, want 4403", got, err)
				}
				return
			}
			if err == nil {
				got, err = exchange(t, conn, object{"id": "1", "type": "subscribe", "payload": object{"query": "{ viewer { kind } }"}})
			}
			if err != nil || !strings.Contains(got, test.want) {
				t.Errorf("got %s, %v", got, err)
			}
		})
	}
	t.Run("BadCookie", func(t *testing.T) {
		t.Parallel()
		response, said := h.send(t, http.MethodGet, "/graphql", "", header{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
			"Cookie": "hub-session=made-up",
		})
		if response.StatusCode != http.StatusUnauthorized || code(t, said) != "UNAUTHENTICATED" {
			t.Errorf("%s %s", response.Status, said)
		}
	})
}

// TestStreamsEnd takes a credential away while somebody listens by it.
func TestStreamsEnd(t *testing.T) {
	t.Parallel()
	h := serve(t, func(o *signin.Options) { o.Recheck = 10 * time.Millisecond })
	token, secret := h.token(t)
	session := header{"Cookie": h.signIn(t)}

	byCookie, byToken := h.dial(t, session), h.dial(t, nil)
	for conn, payload := range map[*websocket.Conn]object{byCookie: nil, byToken: {"authorization": "Bearer " + secret}} {
		if _, err := exchange(t, conn, object{"type": "connection_init", "payload": payload}); err != nil {
			t.Fatal(err)
		}
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.url+"/stream", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Cookie", session["Cookie"])
	stream, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()

	if _, err := h.accounts.Revoke(t.Context(), token.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := byToken.ReadMessage(); !websocket.IsCloseError(err, 4403) {
		t.Errorf("the socket of a token that was revoked ends with %v", err)
	}
	if _, err := exchange(t, byCookie, object{"type": "ping"}); err != nil {
		t.Errorf("the socket of another credential ends with %v", err)
	}
	if err := h.accounts.ChangeRole(t.Context(), h.ana.ID, account.Grant{Role: account.Publisher}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := byCookie.ReadMessage(); !websocket.IsCloseError(err, 4403) {
		t.Errorf("the socket of another role ends with %v", err)
	}
	said, err := io.ReadAll(bufio.NewReader(stream.Body))
	if err != nil || string(said) != "no longer welcome" {
		t.Errorf("the stream ends with %q, %v", said, err)
	}
}

// TestSocketIsNoWayAround takes credentials away while their sockets are open, and long before anybody looks at those.
func TestSocketIsNoWayAround(t *testing.T) {
	t.Parallel()
	h := serve(t, func(o *signin.Options) { o.Recheck = time.Hour })
	token, secret := h.token(t)
	operation := object{"id": "1", "type": "subscribe", "payload": object{"query": "mutation { entryDelete(input: { id: \"x\", version: 1 }) { userErrors { code } } }"}}
	open := func(with header, payload object) *websocket.Conn {
		conn := h.dial(t, with)
		if _, err := exchange(t, conn, object{"type": "connection_init", "payload": payload}); err != nil {
			t.Fatal(err)
		}
		return conn
	}
	public := open(nil, nil)
	byCookie := open(header{"Cookie": h.signIn(t)}, nil)
	byToken := open(nil, object{"authorization": "Bearer " + secret})
	if got, err := exchange(t, byCookie, operation); err != nil || !strings.Contains(got, `"userErrors":[{`) {
		t.Fatalf("while signed in: %s, %v", got, err)
	}
	if _, _, err := byCookie.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	if _, err := h.accounts.Revoke(t.Context(), token.ID); err != nil {
		t.Fatal(err)
	}
	if err := h.accounts.EndSessions(t.Context(), h.ana.ID); err != nil {
		t.Fatal(err)
	}
	for name, conn := range map[string]*websocket.Conn{"cookie": byCookie, "token": byToken} {
		got, err := exchange(t, conn, operation)
		if err == nil && (!strings.Contains(got, `"type":"error"`) || !strings.Contains(got, `"FORBIDDEN"`)) {
			t.Errorf("by a %s that is not good any more: %s", name, got)
		}
		if err == nil {
			_, _, err = conn.ReadMessage()
		}
		if !websocket.IsCloseError(err, 4403) {
			t.Errorf("the socket of a %s that is not good any more ends with %v", name, err)
		}
	}
	if got, err := exchange(t, public, object{"id": "1", "type": "subscribe", "payload": object{"query": "{ viewer { kind } }"}}); err != nil || !strings.Contains(got, `"PUBLIC"`) {
		t.Errorf("the public: %s, %v", got, err)
	}
}
