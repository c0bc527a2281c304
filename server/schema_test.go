package main

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/credential"
)

// TestSchemaFile reads the schema as a program does that makes code of it.
func TestSchemaFile(t *testing.T) {
	want, err := os.ReadFile("../graph/testdata/schema.golden.graphql")
	if err != nil {
		t.Fatal(err)
	}
	server, _, _ := site(t)
	for _, packing := range []string{"", "gzip"} {
		response, said := fetch(t, "GET", server.URL+schemaPath, "", map[string]string{"Accept-Encoding": packing, "Origin": "https://town.example"})
		h := response.Header
		if response.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/plain; charset=utf-8" || h.Get("Content-Encoding") != packing ||
			h.Get("Cache-Control") != "public, max-age=300" || h.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s with %v", response.Status, h)
		}
		if packing == "" && said != string(want) {
			t.Errorf("%d bytes that are not the schema", len(said))
		}
		if tag := h.Get("ETag"); !strings.HasPrefix(tag, `"`) {
			t.Errorf("the tag %s is not a strong one", tag)
		}
		again, rest := fetch(t, "GET", server.URL+schemaPath, "", map[string]string{"Accept-Encoding": packing, "If-None-Match": h.Get("ETag")})
		if again.StatusCode != http.StatusNotModified || rest != "" || again.Header.Get("ETag") != h.Get("ETag") {
			t.Errorf("asked again: %s with %v", again.Status, again.Header)
		}
	}
}

// TestSchemaFileOfClosedSchema keeps it from those from whom introspection is kept.
func TestSchemaFileOfClosedSchema(t *testing.T) {
	settings := testSettings()
	settings.PublicSchema = false
	server, store, _ := siteOf(t, settings)
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	_, secret, err := accounts.CreatePartnerToken(t.Context(), account.NewPartnerToken{Partner: "Town", Name: "its site", Scopes: []credential.Scope{credential.Read}})
	if err != nil {
		t.Fatal(err)
	}
	response, said := fetch(t, "GET", server.URL+schemaPath, "", nil)
	if response.StatusCode != http.StatusUnauthorized || !strings.Contains(said, "UNAUTHENTICATED") || response.Header.Get("ETag") != "" {
		t.Errorf("the public: %s with %v: %.200s", response.Status, response.Header, said)
	}
	response, said = fetch(t, "GET", server.URL+schemaPath, "", map[string]string{"Authorization": "Bearer " + secret.Reveal()})
	if response.StatusCode != http.StatusOK || !strings.Contains(said, "type Query {") || response.Header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("with a token: %s with %v", response.Status, response.Header)
	}
}
