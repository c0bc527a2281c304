package main

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
)

func TestProviderSettings(t *testing.T) {
	t.Parallel()
	complete := func(role string) Settings {
		settings := *testSettings()
		settings.OIDCIssuer, settings.OIDCClientID, settings.OIDCClientSecret, settings.OIDCRole = "https://id.example", "hub", "a secret", role
		return settings
	}
	byHalves := complete("")
	byHalves.OIDCClientSecret = ""
	roleAlone := *testSettings()
	roleAlone.OIDCRole = "editor"
	for name, test := range map[string]struct {
		settings Settings
		problem  string
		want     *account.Grant
	}{
		"None":       {*testSettings(), "", nil},
		"NoNewcomer": {complete(""), "", nil},
		"Editors":    {complete("editor"), "", &account.Grant{Role: account.Editor}},
		"Translator": {complete("TRANSLATOR"), "", &account.Grant{Role: account.Translator, Locales: []content.Locale{"en", "fr", "it", "es", "bg"}}},
		"Admin":      {complete("admin"), "must be translator", nil},
		"NoRole":     {complete("king"), "must be translator", nil},
		"ByHalves":   {byHalves, "go together", nil},
		"RoleAlone":  {roleAlone, "goes with OIDC_ISSUER", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.settings.Validate()
			if (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Fatalf("got %v, want %q", err, test.problem)
			}
			if err != nil {
				return
			}
			provider := test.settings.provider()
			if provider == nil {
				provider = &signin.Provider{}
			}
			if diff := cmp.Diff(test.want, provider.Newcomers); diff != "" {
				t.Errorf("newcomers (-want +got):\n%s", diff)
			}
		})
	}
}

// TestSettingsAreDocumented looks whether the tables of settings have each of them.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../README.md", "../docs/operators.md"} {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for field := range reflect.TypeFor[Settings]().Fields() {
			if variable := field.Tag.Get("env"); !regexp.MustCompile("(?m)^\\|[^|]*`" + variable + "`").Match(page) {
				t.Errorf("%s does not list %s", name, variable)
			}
		}
	}
}
