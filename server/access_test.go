package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/cocreated/hub/server/servertest"
)

const (
	anasEmail    = "ana@town.example"
	anasPassword = "correct horse battery staple"
)

// firstAccount is what a hub says on its first start: who may sign in, and how.
func firstAccount(t *testing.T, said string) (email, password string) {
	t.Helper()
	found := regexp.MustCompile(`E-mail +(\S+)\n +Password +(\S+)\n`).FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("it does not say how to sign in:\n%s", said)
	}
	return found[1], found[2]
}

// TestFirstSignIn starts a hub, signs in with what it says, and looks that it says it once.
func TestFirstSignIn(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data, "--no-demo")
	email, password := firstAccount(t, server.Said)
	if strings.Contains(server.Log.String(), password) {
		t.Error("the password stands in the log")
	}
	address := server.Origin()
	signIn := func(email, password string) int {
		form := url.Values{"email": {email}, "password": {password}}.Encode()
		response, _ := fetch(t, "POST", address+"/console/sign-in", form, map[string]string{"Content-Type": "application/x-www-form-urlencoded"})
		return response.StatusCode
	}
	if got := signIn(email, password); got != http.StatusSeeOther {
		t.Errorf("signing in answers %d", got)
	}
	viewer := func(token string) string {
		_, said := fetch(t, "POST", server.URL, `{"query":"{ viewer { kind role locales scopes } }"}`, map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token})
		return said
	}

	t.Run("Token", func(t *testing.T) {
		token, complaint, err := run(t, data, nil, "token", "create", "--name=script", "--role=editor", "--expires=1h")
		if err != nil || !regexp.MustCompile(`^hub_pat_[0-9A-Za-z]{49}\n$`).MatchString(token) || complaint != "" {
			t.Fatalf("%v: %q %s", err, token, complaint)
		}
		if got, want := viewer(strings.TrimSpace(token)), `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","role":"EDITOR","locales":[],"scopes":["READ","WRITE"]}}}`; got != want {
			t.Errorf("the API says %s", got)
		}
	})
	t.Run("Documents", func(t *testing.T) {
		folder := t.TempDir()
		for name, text := range map[string]string{"version.graphql": "query Version { hub { name } }", "wrong.graphql": "{ nothing }"} {
			if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if said, complaint, err := run(t, data, nil, "documents", "add", folder); err == nil || said != "" || !strings.Contains(complaint, "wrong.graphql") {
			t.Errorf("a wrong document is added: %s %s", said, complaint)
		}
		said, complaint, err := run(t, data, nil, "documents", "add", filepath.Join(folder, "version.graphql"))
		if err != nil {
			t.Fatal(err, complaint)
		}
		id, _, _ := strings.Cut(said, " ")
		ask := func(id string) (answer string) {
			_, answer = fetch(t, "GET", server.URL+"?documentId="+id, "", nil)
			return answer
		}
		// The hub looks for what it does not know once in a second.
		for strings.Contains(ask(id), "NOT_FOUND") {
			continue
		}
		if got := ask(id); !strings.Contains(got, `{"data":{"hub":{"name":`) {
			t.Errorf("the document is answered %s", got)
		}
		if got := ask("sha256:0"); !strings.Contains(got, `"code":"NOT_FOUND"`) {
			t.Errorf("another is answered %s", got)
		}
		if _, got := fetch(t, "POST", server.URL, `{"documentId":"`+id+`","query":"{ hub { name } }"}`, map[string]string{"Content-Type": "application/json"}); !strings.Contains(got, "either a query or a documentId") {
			t.Errorf("both at once are answered %s", got)
		}
		if list, _, err := run(t, data, nil, "documents", "list"); err != nil || !strings.Contains(list, id) || !strings.Contains(list, "Version") {
			t.Errorf("the list is %s, %v", list, err)
		}
	})
	t.Run("TokenRefused", func(t *testing.T) {
		for want, arguments := range map[string][]string{
			"role: it must be one of":            {"--name=x", "--role=king"},
			"scopes[1]: it must be one of":       {"--name=x", "--role=editor", "--scopes=read,fly"},
			"locales: a translator needs":        {"--name=x", "--role=translator"},
			"expiresAt: it must lie":             {"--name=x", "--role=editor", "--expires=-1h"},
			"hub account create makes one":       {"--name=x", "--role=editor", "--email=nobody@town.example"},
			"name: it must not be empty":         {"--name= ", "--role=editor"},
			`the language "de" is not one of th`: {"--name=x", "--role=translator", "--languages=de"},
		} {
			said, complaint, err := run(t, data, nil, append([]string{"token", "create"}, arguments...)...)
			if err == nil || said != "" || !strings.Contains(complaint, want) {
				t.Errorf("%q: %v %q, complaint %q, want %q", arguments, err, said, complaint, want)
			}
		}
	})
	t.Run("Account", func(t *testing.T) {
		if _, complaint, err := run(t, data, strings.NewReader(anasPassword+"\n"), "account", "create", anasEmail, "--name=Ana", "--role=translator", "--languages=it"); err != nil {
			t.Fatal(err, complaint)
		}
		if got := signIn(anasEmail, anasPassword); got != http.StatusSeeOther {
			t.Errorf("signing in answers %d", got)
		}
		if _, complaint, err := run(t, data, strings.NewReader("short"), "account", "password", anasEmail); err == nil || !strings.Contains(complaint, "password: at least 12 characters") {
			t.Errorf("a short password: %v %s", err, complaint)
		}
		if _, complaint, err := run(t, data, strings.NewReader("another good long password"), "account", "password", anasEmail); err != nil {
			t.Fatal(err, complaint)
		}
		if got := signIn(anasEmail, anasPassword); got != http.StatusForbidden {
			t.Errorf("signing in with the old password answers %d", got)
		}
	})
	server.Stop(t)
	again := serve(t, data, "--no-demo")
	defer again.Stop(t)
	if strings.Contains(again.Said, "Password") {
		t.Errorf("it says it again:\n%s", again.Said)
	}
}
