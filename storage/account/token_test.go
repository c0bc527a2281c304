package account_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/storagetest"
)

// form is by what a scanner for leaked secrets knows a token.
var form = regexp.MustCompile(`^hub_(pat|partner)_[0-9A-Za-z]{49}$`)

func (f *fixture) mustPersonal(t *testing.T, of *account.Account, grant account.Grant, lasting time.Duration) (*account.Token, string) {
	t.Helper()
	wanted := account.NewPersonalToken{AccountID: of.ID, Name: "Script", Grant: grant, Scopes: []credential.Scope{credential.Read, credential.Write}}
	if lasting > 0 {
		expiry := f.Now().Add(lasting)
		wanted.ExpiresAt = &expiry
	}
	token, secret, err := f.CreatePersonalToken(t.Context(), wanted)
	if err != nil {
		t.Fatal(err)
	}
	return token, secret.Reveal()
}

func (f *fixture) mustPartner(t *testing.T) (*account.Token, string) {
	t.Helper()
	token, secret, err := f.CreatePartnerToken(t.Context(), account.NewPartnerToken{
		Partner: "Town of Example", Name: "Website", Scopes: []credential.Scope{credential.Read, credential.Embed},
		Origins: []string{" HTTPS://Town.Example:443/ ", "https://town.example:8443", "http://localhost:3000", "http://127.0.0.1"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return token, secret.Reveal()
}

func TestPersonalToken(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Publisher)
	token, secret := f.mustPersonal(t, ana, account.Grant{Role: account.Translator, Locales: []content.Locale{"it", "fr"}}, 0)
	if !form.MatchString(secret) || token.Hint != secret[:len("hub_pat_")+4]+"…" {
		t.Errorf("the token %s has the hint %s", secret, token.Hint)
	}
	got, err := f.Authenticate(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	grant := account.Grant{Role: account.Translator, Locales: []content.Locale{"it", "fr"}}
	if got.ID != token.ID || got.Kind != account.PersonalToken || got.Owner.ID != ana.ID || got.Owner.Name != ana.Name || got.Owner.PasswordHash != "" {
		t.Errorf("got %+v of %+v", got, got.Owner)
	}
	if diff := cmp.Diff(grant, got.Grant()); diff != "" {
		t.Error(diff)
	}
	all, err := f.Tokens(t.Context(), ana.ID)
	if err != nil || len(all) != 1 {
		t.Fatal(all, err)
	}
	encoded, err := json.Marshal(all)
	if err != nil || strings.Contains(string(encoded), "Hash") {
		t.Errorf("got %s, %v", encoded, err)
	}
	var row string
	if err := storagetest.Draft(f.hub).NewRaw("SELECT t::text FROM hub.tokens AS t").Scan(t.Context(), &row); err != nil || strings.Contains(row, secret[20:]) {
		t.Errorf("kept %s, %v", row, err)
	}
}

func TestPartnerToken(t *testing.T) {
	f := open(t)
	token, secret := f.mustPartner(t)
	if !form.MatchString(secret) {
		t.Errorf("the token is %s", secret)
	}
	got, err := f.Authenticate(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != token.ID || got.Kind != account.PartnerToken || got.Owner != nil || got.Grant().Role != "" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff([]string{"https://town.example", "https://town.example:8443", "http://localhost:3000", "http://127.0.0.1"}, got.Origins); diff != "" {
		t.Error(diff)
	}
}

func TestTokensRefused(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "boss@town.example", account.Admin)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	gone := f.mustCreate(t, "gone@town.example", account.Editor)
	editor := ana.Grant()
	_, good := f.mustPersonal(t, ana, editor, 0)
	revoked, ofRevoked := f.mustPersonal(t, ana, editor, 0)
	_, ofExpired := f.mustPersonal(t, ana, editor, time.Hour)
	_, ofGone := f.mustPersonal(t, gone, editor, 0)
	_, partner := f.mustPartner(t)
	for range 2 {
		if _, err := f.Revoke(t.Context(), revoked.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Disable(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Hour - time.Microsecond)
	if _, err := f.Authenticate(t.Context(), ofExpired); err != nil {
		t.Errorf("just before it expires: %v", err)
	}
	f.pass(time.Microsecond)
	other := open(t)
	_, ofOther := other.mustPersonal(t, other.mustCreate(t, "ana@town.example", account.Editor), editor, 0)

	swapped := []byte(good)
	for i := 12; ; i++ {
		if swapped[i] != swapped[i+1] {
			swapped[i], swapped[i+1] = swapped[i+1], swapped[i]
			break
		}
	}
	typo := []byte(good)
	typo[20] = map[bool]byte{true: 'b', false: 'a'}[typo[20] == 'a']
	for _, test := range []struct {
		name, token string
		want        credential.Reason
	}{
		{"Empty", "", credential.Malformed},
		{"Word", "password", credential.Malformed},
		{"PrefixOnly", "hub_pat_", credential.Malformed},
		{"Typo", string(typo), credential.Malformed},
		{"TwoSwapped", string(swapped), credential.Malformed},
		{"Truncated", good[:len(good)-1], credential.Malformed},
		{"TruncatedInFront", good[1:], credential.Malformed},
		{"Longer", good + "0", credential.Malformed},
		{"Space", good + " ", credential.Malformed},
		{"WrongPrefix", "hub_partner_" + strings.TrimPrefix(good, "hub_pat_"), credential.Malformed},
		{"UnknownPrefix", "hub_key_" + strings.TrimPrefix(good, "hub_pat_"), credential.Malformed},
		{"UpperCase", strings.ToUpper(good), credential.Malformed},
		{"OtherAlphabet", good[:20] + "ж" + good[22:], credential.Malformed},
		{"NUL", good[:20] + "\x00" + good[21:], credential.Malformed},
		{"OfAnotherHub", ofOther, credential.Unknown},
		{"Revoked", ofRevoked, credential.Revoked},
		{"Expired", ofExpired, credential.Expired},
		{"AccountDisabled", ofGone, account.AccountDisabled},
		{"Good", good, ""},
		{"GoodPartner", partner, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			found, err := f.Authenticate(t.Context(), test.token)
			if test.want == "" {
				if err != nil || found == nil {
					t.Errorf("got %v, %v", found, err)
				}
				return
			}
			if got := reason(t, err); got != test.want || found != nil {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if test.token != "" && strings.Contains(err.Error(), test.token) {
				t.Errorf("the error holds the token: %v", err)
			}
		})
	}
	t.Run("AccountEnabled", func(t *testing.T) {
		if err := f.Enable(t.Context(), gone.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Authenticate(t.Context(), ofGone); err != nil {
			t.Error(err)
		}
	})
	t.Run("RevokeUnknown", func(t *testing.T) {
		_, err := f.Revoke(t.Context(), uuid.Nil)
		if got := broke(t, err); got != "id notFound" {
			t.Errorf("got %q", got)
		}
	})
}

// TestTokenIsWorthItsAccount changes the role of the account under tokens that are there.
func TestTokenIsWorthItsAccount(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "boss@town.example", account.Admin)
	ana := f.mustCreate(t, "ana@town.example", account.Admin)
	translator := func(locales ...content.Locale) account.Grant {
		return account.Grant{Role: account.Translator, Locales: locales}
	}
	_, publishes := f.mustPersonal(t, ana, account.Grant{Role: account.Publisher}, 0)
	_, translates := f.mustPersonal(t, ana, translator("it", "fr"), 0)
	for _, test := range []struct {
		account               account.Grant
		publishes, translates account.Grant
	}{
		{account.Grant{Role: account.Admin}, account.Grant{Role: account.Publisher}, translator("it", "fr")},
		{account.Grant{Role: account.Publisher}, account.Grant{Role: account.Publisher}, translator("it", "fr")},
		{account.Grant{Role: account.Editor}, account.Grant{Role: account.Editor}, translator("it", "fr")},
		{translator("fr", "es"), translator("fr", "es"), translator("fr")},
		{translator("bg"), translator("bg"), translator()},
	} {
		t.Run(fmt.Sprint(test.account), func(t *testing.T) {
			if err := f.ChangeRole(t.Context(), ana.ID, test.account); err != nil {
				t.Fatal(err)
			}
			for secret, want := range map[string]account.Grant{publishes: test.publishes, translates: test.translates} {
				got, err := f.Authenticate(t.Context(), secret)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got.Grant()); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestTokensNeed(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	ivo := f.mustCreate(t, "ivo@town.example", account.Translator, "bg")
	gone := f.mustCreate(t, "gone@town.example", account.Editor)
	if err := f.Disable(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	now := f.Now()
	for _, test := range []struct {
		name   string
		change func(*account.NewPersonalToken)
		want   string
	}{
		{"Name", func(n *account.NewPersonalToken) { n.Name = " " }, "name required"},
		{"Account", func(n *account.NewPersonalToken) { n.AccountID = uuid.Nil }, "id notFound"},
		{"AccountThatIsNotDisabled", func(n *account.NewPersonalToken) { n.AccountID = gone.ID }, "accountId disabled"},
		{"Role", func(n *account.NewPersonalToken) { n.Role = "" }, "role oneof"},
		{"RoleOfTheAccount", func(n *account.NewPersonalToken) { n.Role = account.Publisher }, "role max"},
		{"LanguagesOfTheAccount", func(n *account.NewPersonalToken) {
			n.AccountID, n.Grant = ivo.ID, account.Grant{Role: account.Translator, Locales: []content.Locale{"bg", "it"}}
		}, "locales max"},
		{"LanguagesOfATranslator", func(n *account.NewPersonalToken) { n.Role = account.Translator }, "locales required"},
		{"Scopes", func(n *account.NewPersonalToken) { n.Scopes = nil }, "scopes required"},
		{"ScopesOfPeople", func(n *account.NewPersonalToken) { n.Scopes = []credential.Scope{credential.Read, credential.Embed} }, "scopes[1] oneof"},
		{"ScopesOnce", func(n *account.NewPersonalToken) { n.Scopes = []credential.Scope{credential.Read, credential.Read} }, "scopes[1] unique"},
		{"Future", func(n *account.NewPersonalToken) { n.ExpiresAt = &now }, "expiresAt future"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wanted := account.NewPersonalToken{AccountID: ana.ID, Name: "Script", Grant: ana.Grant(), Scopes: []credential.Scope{credential.Read}}
			test.change(&wanted)
			_, _, err := f.CreatePersonalToken(t.Context(), wanted)
			if got := broke(t, err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
	for _, test := range []struct {
		name   string
		change func(*account.NewPartnerToken)
		want   string
	}{
		{"Partner", func(n *account.NewPartnerToken) { n.Partner = "" }, "partner required"},
		{"PartnerName", func(n *account.NewPartnerToken) { n.Name = "" }, "name required"},
		{"ScopesOfPartners", func(n *account.NewPartnerToken) { n.Scopes = []credential.Scope{credential.Write} }, "scopes[0] oneof"},
		{"Origins", func(n *account.NewPartnerToken) { n.Origins = nil }, "origins required"},
		{"OriginUnsafe", func(n *account.NewPartnerToken) { n.Origins = []string{"http://town.example"} }, "origins[0] origin"},
		{"OriginOfAll", func(n *account.NewPartnerToken) { n.Origins = []string{"*"} }, "origins[0] origin"},
		{"OriginOfMany", func(n *account.NewPartnerToken) { n.Origins = []string{"https://*.example"} }, "origins[0] origin"},
		{"OriginWithPath", func(n *account.NewPartnerToken) {
			n.Origins = []string{"https://town.example", "https://town.example/a"}
		}, "origins[1] origin"},
		{"OriginWithUser", func(n *account.NewPartnerToken) { n.Origins = []string{"https://a@town.example"} }, "origins[0] origin"},
		{"OriginNull", func(n *account.NewPartnerToken) { n.Origins = []string{"null"} }, "origins[0] origin"},
		{"OriginScript", func(n *account.NewPartnerToken) { n.Origins = []string{"javascript:alert(1)"} }, "origins[0] origin"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wanted := account.NewPartnerToken{Partner: "Town", Name: "Website", Scopes: []credential.Scope{credential.Embed}, Origins: []string{"https://town.example"}}
			test.change(&wanted)
			_, _, err := f.CreatePartnerToken(t.Context(), wanted)
			if got := broke(t, err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLastUse(t *testing.T) {
	f := open(t)
	token, secret := f.mustPartner(t)
	used := func() *time.Time {
		t.Helper()
		if _, err := f.Authenticate(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		kept, err := f.Token(t.Context(), token.ID)
		if err != nil {
			t.Fatal(err)
		}
		return kept.LastUsedAt
	}
	first := f.Now()
	if got := used(); got == nil || !got.Equal(first) {
		t.Errorf("first used at %v", got)
	}
	f.pass(59 * time.Second)
	if got := used(); !got.Equal(first) {
		t.Errorf("written again after 59 seconds: %v", got)
	}
	f.pass(time.Second)
	if got := used(); !got.Equal(f.Now()) {
		t.Errorf("not written after a minute: %v", got)
	}
}

func TestTokensAreListed(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	older, _ := f.mustPersonal(t, ana, ana.Grant(), 0)
	f.pass(time.Minute)
	newer, _ := f.mustPartner(t)
	all, err := f.Tokens(t.Context(), uuid.Nil)
	if err != nil || len(all) != 2 || all[0].ID != newer.ID || all[1].ID != older.ID {
		t.Errorf("got %v, %v", all, err)
	}
	if _, err := f.Token(t.Context(), uuid.Nil); broke(t, err) != "id notFound" {
		t.Error("an unknown token was found")
	}
}
