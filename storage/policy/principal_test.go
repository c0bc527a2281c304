package policy_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/policy"
)

func TestPrincipal(t *testing.T) {
	translator := policy.Principal{Kind: policy.Session, Role: account.Translator, Locales: []content.Locale{"it"}, Scopes: []credential.Scope{credential.Read}}
	partner := policy.Principal{Kind: policy.PartnerToken, Origins: []string{"https://town.example"}}
	for name, holds := range map[string]bool{
		"the zero value is the public":              policy.Principal{}.IsPublic() && !translator.IsPublic(),
		"the public may nothing":                    !policy.Principal{}.Has(credential.Read) && !policy.Principal{}.Translates("it"),
		"a translator writes in the languages":      translator.Translates("it") && !translator.Translates("fr"),
		"an editor writes in all":                   policy.Principal{Role: account.Editor}.Translates("fr"),
		"scopes are as given":                       translator.Has(credential.Read) && !translator.Has(credential.Write),
		"a partner's pages are the registered":      partner.AllowsOrigin("https://town.example") && !partner.AllowsOrigin("https://evil.example"),
		"origins are no matter of other tokens":     translator.AllowsOrigin("https://anywhere.example"),
		"a partner translates nothing":              !partner.Translates("it"),
		"a role that is none translates nothing":    !policy.Principal{Role: "ROOT", Locales: []content.Locale{"it"}}.Translates("it"),
		"a translator of nothing writes in nothing": !policy.Principal{Role: account.Translator}.Translates("it"),
	} {
		if !holds {
			t.Error("does not hold: " + name)
		}
	}
}

func TestPrincipalsOf(t *testing.T) {
	t.Parallel()
	owner := &account.Account{ID: ana, Name: "Ana", Role: account.Translator, Locales: []content.Locale{"it", "fr"}}
	scopes := []credential.Scope{credential.Read}
	for name, test := range map[string]struct{ got, want policy.Principal }{
		"Account": {policy.OfAccount(owner), policy.Principal{
			Kind: policy.Session, AccountID: ana, Name: "Ana", Role: account.Translator, Locales: owner.Locales,
			Scopes: []credential.Scope{credential.Read, credential.Write},
		}},
		// It was made when Ana was trusted with more.
		"Token": {policy.OfToken(&account.Token{Token: credential.Token{ID: bob, Scopes: scopes}, Kind: account.PersonalToken, AccountID: ana, Owner: owner, Role: account.Admin}), policy.Principal{
			Kind: policy.PersonalToken, AccountID: ana, TokenID: bob, Name: "Ana", Role: account.Translator, Locales: owner.Locales, Scopes: scopes,
		}},
		"Partner": {policy.OfToken(&account.Token{Token: credential.Token{ID: bob, Scopes: scopes}, Kind: account.PartnerToken, Partner: "Town", Origins: []string{"https://town.example"}}), policy.Principal{
			Kind: policy.PartnerToken, TokenID: bob, Name: "Town", Scopes: scopes, Origins: []string{"https://town.example"},
		}},
	} {
		if diff := cmp.Diff(test.want, test.got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
