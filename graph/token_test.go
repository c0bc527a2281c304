package graph_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/credential"
)

func TestTokenCreate(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	create := func(by *api, input object) outcome {
		t.Helper()
		return by.change(t, "tokenCreate", "TokenCreateInput", "secret "+tokenFields, input)
	}
	made := create(o.anaClient, object{"name": "script", "scopes": []string{"READ", "WRITE"}, "locales": []string{"it"}})
	if made.wrong() != "" || !strings.HasPrefix(made.Secret, "hub_pat_") || made.Token["kind"] != "PERSONAL" || made.Token["role"] != "TRANSLATOR" || made.Token["partner"] != nil || made.Token["account"] != o.ana.ClientID() {
		t.Fatalf("got %+v", made)
	}
	a := o.withToken(t, made.Secret).post(t, request{Query: `{ viewer { kind role locales account { email } } }`})
	if want := `{"data":{"viewer":{"kind":"PERSONAL_TOKEN","role":"TRANSLATOR","locales":["it"],"account":{"email":"ana@town.example"}}}}`; string(a.body) != want {
		t.Errorf("by the token: %s", a.body)
	}
	if got := create(o.withToken(t, made.Secret), object{"name": "another", "scopes": []string{"READ"}}); got.refused != "FORBIDDEN" {
		t.Errorf("a token makes a token: %+v", got)
	}
	if got := o.withToken(t, made.Secret).changeAccount(t, "accountPasswordChange", object{"password": "another good long password", "currentPassword": goodPassword}); got.refused != "FORBIDDEN" {
		t.Errorf("a token sets a password: %+v", got)
	}

	partner := create(o.adminClient, object{"name": "website", "scopes": []string{"READ", "EMBED"}, "partner": "Town", "origins": []string{"https://town.example"}, "expiresAt": "2027-01-01T00:00:00Z"})
	if partner.wrong() != "" || !strings.HasPrefix(partner.Secret, "hub_partner_") || partner.Token["kind"] != "PARTNER" || partner.Token["role"] != nil || partner.Token["account"] != nil {
		t.Errorf("a partner's: %+v", partner)
	}
	for name, test := range map[string]struct {
		by    *api
		input object
		want  string
	}{
		"PartnerByTranslator": {o.anaClient, object{"name": "x", "scopes": []string{"READ"}, "partner": "Town"}, "FORBIDDEN"},
		"RoleAboveOwn":        {o.anaClient, object{"name": "x", "scopes": []string{"READ"}, "role": "EDITOR"}, "role MAX"},
		"LanguageNotOwn":      {o.anaClient, object{"name": "x", "scopes": []string{"READ"}, "locales": []string{"bg"}}, "locales MAX"},
		"NoScope":             {o.anaClient, object{"name": "x", "scopes": []string{}}, "scopes REQUIRED"},
		"ScopeOfPartners":     {o.anaClient, object{"name": "x", "scopes": []string{"EMBED"}}, "scopes[0] ONEOF"},
		"Past":                {o.anaClient, object{"name": "x", "scopes": []string{"READ"}, "expiresAt": "2026-01-01T00:00:00Z"}, "expiresAt FUTURE"},
		"OriginsOfPersons":    {o.anaClient, object{"name": "x", "scopes": []string{"READ"}, "origins": []string{"https://a.example"}}, "origins EXCLUDED"},
		"RoleOfPartners":      {o.adminClient, object{"name": "x", "scopes": []string{"READ"}, "partner": "Town", "role": "EDITOR"}, "role EXCLUDED"},
		"NoOrigin":            {o.adminClient, object{"name": "x", "scopes": []string{"EMBED"}, "partner": "Town"}, "origins REQUIRED"},
	} {
		if got := create(test.by, test.input); got.wrong() != test.want || got.Token != nil || got.Secret != "" {
			t.Errorf("%s: got %q, want %q", name, got.wrong(), test.want)
		}
	}

	t.Run("List", func(t *testing.T) {
		list := func(by *api, arguments string) string {
			t.Helper()
			return string(by.post(t, request{Query: `{ tokens` + arguments + ` { name } }`}).body)
		}
		own := `{"data":{"tokens":[{"name":"script"}]}}`
		if got := list(o.anaClient, ""); got != own {
			t.Errorf("one's own: %s", got)
		}
		if got := list(o.anaClient, `(owner: "`+o.admin.ClientID()+`")`); !strings.Contains(got, "FORBIDDEN") {
			t.Errorf("somebody else's: %s", got)
		}
		if got := list(o.adminClient, `(owner: "`+o.ana.ClientID()+`")`); got != own {
			t.Errorf("somebody else's by an administrator: %s", got)
		}
		if got := list(o.adminClient, ""); got != `{"data":{"tokens":[{"name":"website"},{"name":"script"}]}}` {
			t.Errorf("all: %s", got)
		}
	})
	t.Run("Revoke", func(t *testing.T) {
		revoke := func(by *api, id any) outcome {
			t.Helper()
			return by.change(t, "tokenRevoke", "TokenRevokeInput", tokenFields, object{"id": id})
		}
		if got := revoke(o.anaClient, partner.Token["id"]); got.refused != "FORBIDDEN" {
			t.Errorf("a partner's by a translator: %+v", got)
		}
		if got := revoke(o.anaClient, made.Token["id"]); got.wrong() != "" || got.Token["revokedAt"] == nil {
			t.Errorf("one's own: %+v", got)
		}
		if got := revoke(o.adminClient, partner.Token["id"]); got.wrong() != "" || got.Token["revokedAt"] == nil {
			t.Errorf("a partner's: %+v", got)
		}
		if got := revoke(o.adminClient, (&account.Token{Token: credential.Token{ID: uuid.Max}}).ClientID()); got.wrong() != "id NOT_FOUND" {
			t.Errorf("one that is none: %+v", got)
		}
	})
}
