package signin_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) {
	// The provider of the tests logs every request.
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(storagetest.Main(m))
}

const (
	email    = "ana@town.example"
	password = "correct horse battery staple"
)

// hub is a hub with one person, Ana, who edits.
type hub struct {
	url      string
	store    *storage.Store
	accounts *account.Store
	ana      *account.Account
	log      *log
}

// serve serves sign-in and the API over an empty store; change sees the options first.
func serve(t *testing.T, change ...func(*signin.Options)) *hub {
	t.Helper()
	h := &hub{store: storagetest.Empty(t), log: &log{}}
	var err error
	h.accounts, err = account.New(account.Options{
		Options:   credential.Options{DB: storagetest.Draft(h.store), Now: time.Now, Hashing: credential.Hashing{Memory: 64, Passes: 1, Lanes: 1}},
		Languages: storagetest.Languages(),
	})
	if err != nil {
		t.Fatal(err)
	}
	h.ana = h.create(t, email, account.Grant{Role: account.Editor})
	server := httptest.NewUnstartedServer(nil)
	h.url = "http://" + server.Listener.Addr().String()
	options := signin.Options{
		Accounts: h.accounts, PublicURL: h.url, RequestID: func(context.Context) string { return "request-7" },
		Logger: slog.New(slog.NewJSONHandler(h.log, nil)),
	}
	for _, c := range change {
		c(&options)
	}
	server.Config.Handler = h.handler(t, options)
	server.Start()
	t.Cleanup(server.Close)
	return h
}

func (h *hub) handler(t *testing.T, options signin.Options) http.Handler {
	t.Helper()
	signIn, err := signin.New(options)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/console/", signIn.Handler())
	mux.Handle("/graphql", signIn.API(graph.Handler(graph.Options{
		Store: h.store, Now: time.Now, RequestID: options.RequestID, Logger: options.Logger,
		Principal: signin.Principal, Transport: transport.Options{Init: signIn.Socket, Welcome: signIn.Welcome},
	})))
	mux.Handle("/stream", signIn.API(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		_, _ = io.WriteString(w, context.Cause(r.Context()).Error())
	})))
	mux.Handle("/console", signIn.Page(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "hello "+signin.Principal(r.Context()).Name)
	})))
	return mux
}

func (h *hub) create(t *testing.T, email string, grant account.Grant) *account.Account {
	t.Helper()
	made, err := h.accounts.Create(t.Context(), account.NewAccount{Email: email, Name: "Ana", Password: password, Grant: grant})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// token makes a token of Ana's.
func (h *hub) token(t *testing.T) (*account.Token, string) {
	t.Helper()
	token, secret, err := h.accounts.CreatePersonalToken(t.Context(), account.NewPersonalToken{
		AccountID: h.ana.ID, Name: "script", Grant: account.Grant{Role: account.Translator, Locales: []content.Locale{"it"}}, Scopes: []credential.Scope{credential.Read},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token, secret.Reveal()
}

type header map[string]string

// send asks without following redirects.
func (h *hub) send(t *testing.T, method, path, body string, with header) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, h.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range with {
		request.Header.Set(name, value)
	}
	response, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(said)
}

const whoAmI = `{"query":"{ viewer { kind name } }"}`

// ask asks the API who asks.
func (h *hub) ask(t *testing.T, with header) (*http.Response, string) {
	t.Helper()
	all := header{"Content-Type": "application/json"}
	for name, value := range with {
		all[name] = value
	}
	return h.send(t, http.MethodPost, "/graphql", whoAmI, all)
}

// submit sends the form.
func (h *hub) submit(t *testing.T, email, password string, with header) (*http.Response, string) {
	t.Helper()
	all := header{"Content-Type": "application/x-www-form-urlencoded"}
	for name, value := range with {
		all[name] = value
	}
	return h.send(t, http.MethodPost, "/console/sign-in", url.Values{"email": {email}, "password": {password}}.Encode(), all)
}

// signIn signs Ana in, and gives the cookie as browsers send it.
func (h *hub) signIn(t *testing.T) string {
	t.Helper()
	response, said := h.submit(t, email, password, nil)
	if response.StatusCode != http.StatusSeeOther || len(response.Cookies()) != 1 {
		t.Fatalf("signing in: %s with the cookies %v\n%s", response.Status, response.Cookies(), said)
	}
	cookie := response.Cookies()[0]
	return cookie.Name + "=" + cookie.Value
}

// code is the code of the only error in an answer.
func code(t *testing.T, body string) string {
	t.Helper()
	var answer struct {
		Data   any
		Errors []struct {
			Message    string
			Extensions struct{ Code string }
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Errors) != 1 || answer.Data != nil || answer.Errors[0].Message == "" {
		t.Fatalf("%v: not the refusal of a request: %s", err, body)
	}
	return answer.Errors[0].Extensions.Code
}

// clears tells whether an answer takes the cookie of the session away.
func clears(response *http.Response) bool {
	cookies := response.Cookies()
	return len(cookies) == 1 && cookies[0].Value == "" && cookies[0].MaxAge < 0
}

// log is what was logged.
type log struct {
	mu    sync.Mutex
	lines bytes.Buffer
}

func (l *log) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.Write(line)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lines.String()
}
