package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
)

// editorsToken lets a program of an editor in.
func editorsToken(t *testing.T, store *storage.Store) string {
	t.Helper()
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	ana, err := accounts.Create(t.Context(), account.NewAccount{Email: anasEmail, Name: "Ana", Password: anasPassword, Grant: account.Grant{Role: account.Editor}})
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := accounts.CreatePersonalToken(t.Context(), account.NewPersonalToken{
		AccountID: ana.ID, Name: "script", Grant: account.Grant{Role: account.Editor}, Scopes: []account.Scope{account.Read, account.Write},
	})
	if err != nil {
		t.Fatal(err)
	}
	return secret.Reveal()
}

// slowly comes a few bytes at a time.
type slowly struct {
	io.Reader
	pause *time.Ticker
}

func (s slowly) Read(p []byte) (int, error) {
	<-s.pause.C
	return s.Reader.Read(p[:min(len(p), 64)])
}

// TestUploadsOutliveReadTimeout sends a file for longer than a request may take to arrive, behind everything that wraps
// answers. The mutation takes no file; whether it does is its own business.
func TestUploadsOutliveReadTimeout(t *testing.T) {
	inner, store, _ := site(t)
	server := httptest.NewUnstartedServer(inner.Config.Handler)
	server.Config.ReadTimeout = 50 * time.Millisecond
	server.Start()
	defer server.Close()
	const body = "--between\r\nContent-Disposition: form-data; name=\"operations\"\r\n\r\n" +
		`{"query":"mutation { entryDelete(input: {id: \"none\", version: 1}) { userErrors { code } } }","variables":{"file":null}}` +
		"\r\n--between\r\nContent-Disposition: form-data; name=\"map\"\r\n\r\n" + `{"0":["variables.file"]}` +
		"\r\n--between\r\nContent-Disposition: form-data; name=\"0\"; filename=\"a.txt\"\r\n\r\nwhat is in it\r\n--between--\r\n"
	pause := time.NewTicker(20 * time.Millisecond)
	defer pause.Stop()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql", slowly{strings.NewReader(body), pause})
	if err != nil {
		t.Fatal(err)
	}
	request.Header = http.Header{
		"Authorization": {"Bearer " + editorsToken(t, store)}, "Content-Type": {"multipart/form-data; boundary=between"},
		"Graphql-Preflight": {"1"}, "Accept-Encoding": {"gzip"},
	}
	began := time.Now()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if said, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(said), `"userErrors":[{"code":"ID"}]`) {
		t.Errorf("%s %s %v", response.Status, said, err)
	}
	if took := time.Since(began); took < 2*server.Config.ReadTimeout {
		t.Errorf("it was sent within %s", took)
	}
}
