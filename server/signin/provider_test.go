package signin_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	idp "github.com/zitadel/oidc/v3/example/server/storage"

	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
)

// people are those whom the provider knows. All have the same password there.
type people map[string]*idp.User

func (p people) GetUserByID(id string) *idp.User { return p[id] }

func (p people) GetUserByUsername(name string) *idp.User { return p[name] }

func (p people) ExampleClientID() string { return "service" }

const atProvider = "verysecure"

// provider is an OpenID provider: zitadel's library with its own storage, which checks codes, verifiers and secrets, and signs
// what it says.
func provider(t *testing.T, callback string, known people) *httptest.Server {
	t.Helper()
	for name, user := range known {
		user.ID, user.Username, user.Password = name, name, atProvider
	}
	server := httptest.NewUnstartedServer(nil)
	issuer := "http://" + server.Listener.Addr().String()
	client := idp.WebClient("hub", "a secret", callback)
	storage := idp.NewStorageWithClients(known, map[string]*idp.Client{"hub": client})
	server.Config.Handler = exampleop.SetupServer(issuer, storage, nil, false)
	server.Start()
	t.Cleanup(server.Close)
	return server
}

// browser follows redirects and keeps cookies, as browsers do.
type browser struct {
	*http.Client
	t   *testing.T
	hub *hub
}

func (h *hub) browser(t *testing.T) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{&http.Client{Jar: jar}, t, h}
}

// visit goes to an address, and gives what stands there.
func (b *browser) visit(address string) (*http.Response, string) {
	b.t.Helper()
	response, err := b.Get(address)
	if err != nil {
		b.t.Fatal(err)
	}
	return response, b.read(response)
}

func (b *browser) read(response *http.Response) string {
	b.t.Helper()
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return string(page)
}

// signInAt goes to the provider and signs in there, until the provider has sent the browser back.
func (b *browser) signInAt(name string) (*http.Response, string) {
	b.t.Helper()
	response, page := b.visit(b.hub.url + "/console/sign-in/provider")
	return b.submitAt(response, page, name)
}

var hidden = regexp.MustCompile(`name="id" value="([^"]+)"`)

func (b *browser) submitAt(response *http.Response, page, name string) (*http.Response, string) {
	b.t.Helper()
	id := hidden.FindStringSubmatch(page)
	if id == nil {
		b.t.Fatalf("no form of the provider at %s:\n%s", response.Request.URL, page)
	}
	answer, err := b.PostForm(response.Request.URL.String(), url.Values{"id": {id[1]}, "username": {name}, "password": {atProvider}})
	if err != nil {
		b.t.Fatal(err)
	}
	return answer, b.read(answer)
}

// federated is a hub with a provider that knows four people.
func federated(t *testing.T, newcomers *account.Grant) *hub {
	t.Helper()
	return serve(t, func(o *signin.Options) {
		there := provider(t, o.PublicURL+"/console/sign-in/callback", people{
			"ana":  {FirstName: "Ana", LastName: "Ivanova", Email: email, EmailVerified: true},
			"bob":  {FirstName: "Bob", LastName: "Builder", Email: "bob@town.example", EmailVerified: true},
			"eve":  {FirstName: "Eve", LastName: "Evil", Email: email},
			"gone": {FirstName: "G", LastName: "One", Email: "gone@town.example", EmailVerified: true},
		})
		o.Provider = &signin.Provider{Issuer: there.URL, ClientID: "hub", ClientSecret: "a secret", Newcomers: newcomers}
	})
}

func TestProvider(t *testing.T) {
	t.Parallel()
	h := federated(t, nil)
	gone := h.create(t, "gone@town.example", account.Grant{Role: account.Editor})
	h.create(t, "boss@town.example", account.Grant{Role: account.Admin})
	if err := h.accounts.Disable(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	t.Run("Offered", func(t *testing.T) {
		t.Parallel()
		if _, page := h.browser(t).visit(h.url + "/console/sign-in"); !strings.Contains(page, `href="sign-in/provider">Sign in with 127.0.0.1:`) {
			t.Errorf("the page does not offer it:\n%s", page)
		}
	})
	t.Run("Question", func(t *testing.T) {
		t.Parallel()
		response, _ := h.send(t, http.MethodGet, "/console/sign-in/provider", "", nil)
		address, err := url.Parse(response.Header.Get("Location"))
		if err != nil {
			t.Fatal(err)
		}
		asked := address.Query()
		for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "client_id": "hub", "scope": "openid email profile", "redirect_uri": h.url + "/console/sign-in/callback"} {
			if got := asked.Get(name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		for _, name := range []string{"state", "nonce", "code_challenge"} {
			if len(asked.Get(name)) < 26 {
				t.Errorf("%s: %q", name, asked.Get(name))
			}
		}
		cookie := response.Cookies()[0]
		if !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.MaxAge != 600 || strings.Contains(address.String(), cookie.Value) {
			t.Errorf("the cookie is %s", cookie)
		}
	})
	t.Run("KnownByAddress", func(t *testing.T) {
		t.Parallel()
		b := h.browser(t)
		response, page := b.signInAt("ana")
		if response.Request.URL.String() != h.url+"/console" || page != "hello Ana" {
			t.Errorf("back at %s: %s", response.Request.URL, page)
		}
		if response, page := b.signInAt("ana"); page != "hello Ana" {
			t.Errorf("again, back at %s: %s", response.Request.URL, page)
		}
	})
	for name, test := range map[string]struct{ who, want string }{
		"Unknown":           {"bob", "There is no account for you here"},
		"AddressUnverified": {"eve", "There is no account for you here"},
		"Disabled":          {"gone", "There is no account for you here"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := h.browser(t)
			response, page := b.signInAt(test.who)
			if response.StatusCode != http.StatusForbidden || !strings.Contains(page, test.want) || !strings.Contains(page, `action="../sign-in"`) {
				t.Errorf("%s:\n%s", response.Status, page)
			}
			if _, page := b.visit(h.url + "/console"); page != "hello " {
				t.Errorf("the console says %s", page)
			}
		})
	}
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		b := h.browser(t)
		b.visit(h.url + "/console/sign-in/provider")
		address := "/console/sign-in/callback?error=access_denied&error_description=%3Cscript%3E&state=" + b.keeps().State
		if response, page := b.visit(h.url + address); response.StatusCode != http.StatusForbidden || !strings.Contains(page, "did not sign you in") || strings.Contains(page, "script") {
			t.Errorf("%s:\n%s", response.Status, page)
		}
	})
}

// visit is what the browser keeps while its person is at the provider.
type visit struct{ State, Nonce, Verifier string }

const visitCookie = "hub-sign-in"

func (b *browser) keeps() (of visit) {
	b.t.Helper()
	at, _ := url.Parse(b.hub.url)
	for _, cookie := range b.Jar.Cookies(at) {
		if cookie.Name != visitCookie {
			continue
		}
		kept, err := base64.RawURLEncoding.DecodeString(cookie.Value)
		if err == nil {
			err = json.Unmarshal(kept, &of)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
	return of
}

func (b *browser) keep(of visit) {
	b.t.Helper()
	kept, err := json.Marshal(of)
	if err != nil {
		b.t.Fatal(err)
	}
	at, _ := url.Parse(b.hub.url)
	b.Jar.SetCookies(at, []*http.Cookie{{Name: visitCookie, Value: base64.RawURLEncoding.EncodeToString(kept), Path: "/"}})
}

// TestProviderIsChecked comes back from the provider with something that is not as it was.
func TestProviderIsChecked(t *testing.T) {
	t.Parallel()
	h := federated(t, nil)
	for name, test := range map[string]struct {
		change func(*visit)
		status int
	}{
		"AnotherState":    {func(v *visit) { v.State = "another" }, http.StatusForbidden},
		"NoState":         {func(v *visit) { v.State = "" }, http.StatusForbidden},
		"AnotherNonce":    {func(v *visit) { v.Nonce = "another" }, http.StatusBadGateway},
		"AnotherVerifier": {func(v *visit) { v.Verifier = strings.Repeat("x", 43) }, http.StatusBadGateway},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := h.browser(t)
			response, page := b.visit(h.url + "/console/sign-in/provider")
			of := b.keeps()
			test.change(&of)
			b.keep(of)
			response, page = b.submitAt(response, page, "ana")
			if response.StatusCode != test.status || strings.Contains(page, "hello") {
				t.Errorf("%s:\n%s", response.Status, page)
			}
			if _, page := b.visit(h.url + "/console"); page != "hello " {
				t.Errorf("the console says %s", page)
			}
		})
	}
	t.Run("Again", func(t *testing.T) {
		t.Parallel()
		b := h.browser(t)
		var answer string
		b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if strings.HasPrefix(r.URL.Path, "/console/sign-in/callback") {
				answer = r.URL.String()
			}
			return nil
		}
		response, page := b.visit(h.url + "/console/sign-in/provider")
		of := b.keeps()
		b.submitAt(response, page, "ana")
		other := h.browser(t)
		if response, _ := other.visit(answer); response.StatusCode != http.StatusForbidden {
			t.Errorf("in another browser: %s", response.Status)
		}
		other.keep(of)
		if response, page := other.visit(answer); response.StatusCode != http.StatusBadGateway || !strings.Contains(page, "request-7") {
			t.Errorf("with the cookie of the first: %s\n%s", response.Status, page)
		}
	})
}

func TestNewcomers(t *testing.T) {
	t.Parallel()
	h := federated(t, &account.Grant{Role: account.Translator, Locales: []content.Locale{"it"}})
	if response, page := h.browser(t).signInAt("bob"); page != "hello Bob Builder" {
		t.Errorf("%s:\n%s", response.Status, page)
	}
	made, err := h.accounts.FindByEmail(t.Context(), "bob@town.example")
	if err != nil || made.Role != account.Translator || made.OIDCSubject != "bob" || made.PasswordHash != "" {
		t.Errorf("%+v, %v", made, err)
	}
}

// TestProviderAway starts without the provider, which comes later.
func TestProviderAway(t *testing.T) {
	t.Parallel()
	away := httptest.NewServer(http.NotFoundHandler())
	defer away.Close()
	h := serve(t, func(o *signin.Options) {
		o.Provider = &signin.Provider{Issuer: away.URL, ClientID: "hub", ClientSecret: "a secret"}
	})
	if response, page := h.browser(t).visit(h.url + "/console/sign-in/provider"); response.StatusCode != http.StatusBadGateway || !strings.Contains(page, "does not work") {
		t.Errorf("%s:\n%s", response.Status, page)
	}
	if !strings.Contains(h.log.String(), "404") {
		t.Errorf("the log does not say why: %s", h.log)
	}
	h.signIn(t)
}
