package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/storagetest"
)

const goodPassword = "correct horse battery staple"

// office is a hub with an administrator and a translator.
type office struct {
	store       *storage.Store
	accounts    *account.Store
	admin, ana  *account.Account
	adminClient *api
	anaClient   *api
}

func openOffice(t *testing.T) *office {
	t.Helper()
	o := &office{store: storagetest.Empty(t)}
	o.accounts = accountsOf(t, o.store)
	o.admin = o.create(t, "admin@town.example", account.Grant{Role: account.Admin})
	o.ana = o.create(t, "ana@town.example", account.Grant{Role: account.Translator, Locales: []content.Locale{"it", "fr"}})
	o.adminClient = o.signedIn(t, o.admin)
	o.anaClient = o.signedIn(t, o.ana)
	return o
}

// accountsOf are accounts whose passwords are hashed quickly.
func accountsOf(t *testing.T, store *storage.Store) *account.Store {
	t.Helper()
	accounts, err := account.New(account.Options{
		Options:   credential.Options{DB: storagetest.Draft(store), Now: func() time.Time { return today }, Hashing: credential.Hashing{Memory: 64, Passes: 1, Lanes: 1}},
		Languages: storagetest.Languages(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

func (o *office) create(t *testing.T, email string, grant account.Grant) *account.Account {
	t.Helper()
	made, err := o.accounts.Create(t.Context(), account.NewAccount{Email: email, Name: strings.Split(email, "@")[0], Password: goodPassword, Grant: grant})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// signedIn is the API as an account meets it that has signed in.
func (o *office) signedIn(t *testing.T, of *account.Account) *api {
	t.Helper()
	found, err := o.accounts.Session(t.Context(), of.ID, of.Epoch)
	if err != nil {
		t.Fatal(err)
	}
	return o.by(t, policy.OfAccount(found))
}

// withToken is the API as a program meets it.
func (o *office) withToken(t *testing.T, secret string) *api {
	t.Helper()
	found, err := o.accounts.Authenticate(t.Context(), secret)
	if err != nil {
		t.Fatal(err)
	}
	return o.by(t, policy.OfToken(found))
}

func (o *office) by(t *testing.T, who policy.Principal) *api {
	t.Helper()
	return serve(t, o.store, as(who), func(options *graph.Options) { options.Accounts = o.accounts })
}

// outcome is what a mutation answers: its payload, or the code of a refusal.
type outcome struct {
	refused string
	Account map[string]any
	Token   map[string]any
	Secret  string
	Errors  []struct {
		Field, Code, Message string
	} `json:"userErrors"`
}

// wrong is the first thing wrong with an input, as `field CODE`.
func (o outcome) wrong() string {
	if len(o.Errors) == 0 {
		return o.refused
	}
	return o.Errors[0].Field + " " + o.Errors[0].Code
}

const (
	accountFields = `account { id name email role locales createdAt disabledAt lastSignInAt } userErrors { field code message }`
	tokenFields   = `token { id kind name hint account partner role locales scopes origins createdAt expiresAt lastUsedAt revokedAt } userErrors { field code message }`
)

// change asks for a mutation with its input as a variable.
func (a *api) change(t *testing.T, mutation, inputType, fields string, input object) outcome {
	t.Helper()
	answered := a.post(t, request{
		Query:     fmt.Sprintf("mutation ($input: %s!) { %s(input: $input) { %s } }", inputType, mutation, fields),
		Variables: object{"input": input},
	})
	if failures := answered.failures(t); len(failures) > 0 {
		return outcome{refused: code(failures)}
	}
	var data map[string]outcome
	answered.data(t, &data)
	return data[mutation]
}

func (a *api) changeAccount(t *testing.T, mutation string, input object) outcome {
	t.Helper()
	return a.change(t, mutation, strings.ToUpper(mutation[:1])+mutation[1:]+"Input", accountFields, input)
}

func TestAccountCreate(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	made := o.adminClient.changeAccount(t, "accountCreate", object{
		"email": "Bob@Town.example", "name": " Bob ", "role": "TRANSLATOR", "locales": []string{"bg"}, "password": goodPassword,
	})
	if made.wrong() != "" || made.Account["email"] != "bob@town.example" || made.Account["name"] != "Bob" || made.Account["role"] != "TRANSLATOR" {
		t.Fatalf("got %+v", made)
	}
	for name, test := range map[string]struct {
		input object
		want  string
	}{
		"Taken":         {object{"email": "bob@town.example", "name": "B", "role": "EDITOR"}, "email UNIQUE"},
		"NoAddress":     {object{"email": "bob", "name": "B", "role": "EDITOR"}, "email EMAIL"},
		"NoName":        {object{"email": "b@town.example", "name": "", "role": "EDITOR"}, "name REQUIRED"},
		"NoLanguage":    {object{"email": "b@town.example", "name": "B", "role": "TRANSLATOR"}, "locales REQUIRED"},
		"ShortPassword": {object{"email": "b@town.example", "name": "B", "role": "EDITOR", "password": "short"}, "password MIN"},
		"NoRole":        {object{"email": "b@town.example", "name": "B"}, "BAD_USER_INPUT"},
	} {
		if got := o.adminClient.changeAccount(t, "accountCreate", test.input); got.wrong() != test.want || got.Account != nil {
			t.Errorf("%s: got %q, want %q", name, got.wrong(), test.want)
		}
	}
	if got := o.anaClient.changeAccount(t, "accountCreate", object{"email": "c@town.example", "name": "C", "role": "EDITOR"}); got.refused != "FORBIDDEN" {
		t.Errorf("a translator makes an account: %+v", got)
	}
}

func TestAccountUpdate(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	update := func(of *account.Account, input object) outcome {
		t.Helper()
		input["id"] = of.ClientID()
		return o.adminClient.changeAccount(t, "accountUpdate", input)
	}
	if got := update(o.ana, object{"name": "Ana Maria"}); got.Account["name"] != "Ana Maria" || len(got.Account["locales"].([]any)) != 2 {
		t.Errorf("renamed: %+v", got)
	}
	if got := update(o.ana, object{"locales": []string{"bg"}}); got.Account["locales"].([]any)[0] != "bg" || got.Account["role"] != "TRANSLATOR" {
		t.Errorf("of another language: %+v", got)
	}
	if got := update(o.ana, object{"role": "EDITOR"}); got.Account["role"] != "EDITOR" || len(got.Account["locales"].([]any)) != 0 {
		t.Errorf("an editor: %+v", got)
	}
	if got := update(o.ana, object{"disabled": true, "name": nil}); got.Account["disabledAt"] == nil || got.Account["name"] != "Ana Maria" {
		t.Errorf("disabled: %+v", got)
	}
	if got := update(o.ana, object{"disabled": false}); got.Account["disabledAt"] != nil {
		t.Errorf("enabled: %+v", got)
	}
	for name, got := range map[string]outcome{
		"id LAST_ADMINISTRATOR":     update(o.admin, object{"role": "EDITOR"}),
		"id LAST_ADMINISTRATOR\x00": update(o.admin, object{"disabled": true}),
		"locales REQUIRED":          update(o.ana, object{"role": "TRANSLATOR"}),
		"name LINE":                 update(o.ana, object{"name": "two\nlines"}),
		"id NOT_FOUND":              update(&account.Account{ID: uuid.Max}, object{"name": "x"}),
		"id ID":                     o.adminClient.changeAccount(t, "accountUpdate", object{"id": "zzz"}),
		"id KIND":                   o.adminClient.changeAccount(t, "accountUpdate", object{"id": (&account.Token{Token: credential.Token{ID: o.ana.ID}}).ClientID()}),
		"locales EXCLUDED":          update(o.ana, object{"role": "EDITOR", "locales": []string{"it"}}),
		"locales[0] LOCALE":         update(o.ana, object{"role": "TRANSLATOR", "locales": []string{"de"}}),
	} {
		if want := strings.TrimRight(name, "\x00"); got.wrong() != want || got.Account != nil {
			t.Errorf("got %q, want %q", got.wrong(), want)
		}
	}
}

func TestAccountPasswordChange(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	const another = "another good long password"
	change := func(by *api, input object) outcome {
		t.Helper()
		return by.changeAccount(t, "accountPasswordChange", input)
	}
	for want, input := range map[string]object{
		"currentPassword WRONG":     {"password": another},
		"currentPassword WRONG\x00": {"password": another, "currentPassword": "not the password"},
		"password MIN":              {"password": "short", "currentPassword": goodPassword},
		"FORBIDDEN":                 {"id": o.admin.ClientID(), "password": another},
	} {
		if got := change(o.anaClient, input); got.wrong() != strings.TrimRight(want, "\x00") {
			t.Errorf("got %q, want %q", got.wrong(), want)
		}
	}
	if got := change(o.adminClient, object{"id": o.admin.ClientID(), "password": another}); got.wrong() != "currentPassword WRONG" {
		t.Errorf("an administrator's own without the current one: %q", got.wrong())
	}
	if got := change(o.adminClient, object{"id": o.ana.ClientID(), "password": another}); got.wrong() != "" {
		t.Errorf("somebody else's by an administrator: %q", got.wrong())
	}
	now, err := o.accounts.Find(t.Context(), o.ana.ID)
	if err != nil || now.Epoch != o.ana.Epoch+1 {
		t.Fatalf("the sessions go on: %v", err)
	}
	if got := change(o.signedIn(t, now), object{"password": "a third good long password", "currentPassword": another}); got.wrong() != "" || got.Account["email"] != "ana@town.example" {
		t.Errorf("one's own: %+v", got)
	}
}

func TestAccountSignOutEverywhere(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	if got := o.anaClient.changeAccount(t, "accountSignOutEverywhere", object{"id": o.admin.ClientID()}); got.refused != "FORBIDDEN" {
		t.Errorf("somebody else: %+v", got)
	}
	if got := o.adminClient.changeAccount(t, "accountSignOutEverywhere", object{"id": o.ana.ClientID()}); got.wrong() != "" {
		t.Errorf("by an administrator: %+v", got)
	}
	if now, err := o.accounts.Find(t.Context(), o.ana.ID); err != nil || now.Epoch != o.ana.Epoch+1 {
		t.Errorf("the sessions go on: %v", err)
	}
	if got := o.adminClient.changeAccount(t, "accountSignOutEverywhere", object{}); got.wrong() != "" {
		t.Errorf("oneself: %+v", got)
	}
}

// TestAddresses shows e-mail addresses to administrators and to oneself.
func TestAddresses(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for name, test := range map[string]struct {
		by          *api
		query, want string
	}{
		"All":       {o.adminClient, `{ accounts { email } }`, `{"accounts":[{"email":"admin@town.example"},{"email":"ana@town.example"}]}`},
		"Another":   {o.adminClient, `{ account(id: "` + o.ana.ClientID() + `") { email } }`, `{"account":{"email":"ana@town.example"}}`},
		"Own":       {o.anaClient, `{ account(id: "` + o.ana.ClientID() + `") { email } }`, `{"account":{"email":"ana@town.example"}}`},
		"Nobody":    {o.adminClient, `{ account(id: "` + (&account.Account{ID: uuid.Max}).ClientID() + `") { email } }`, `{"account":null}`},
		"Anothers":  {o.anaClient, `{ account(id: "` + o.admin.ClientID() + `") { email } }`, "FORBIDDEN"},
		"AllForAna": {o.anaClient, `{ accounts { email } }`, "FORBIDDEN"},
		"AllPublic": {serve(t, o.store), `{ accounts { email } }`, "UNAUTHENTICATED"},
	} {
		a := test.by.post(t, request{Query: test.query})
		if got := string(a.body); got != `{"data":`+test.want+`}` && code(a.failures(t)) != test.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestAccountsAreAudited looks at what stands in the audit trail: who did what to whom, by ids alone.
func TestAccountsAreAudited(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	made := o.adminClient.changeAccount(t, "accountCreate", object{"email": "bob@town.example", "name": "Bob Builder", "role": "EDITOR", "password": goodPassword})
	id := made.Account["id"]
	o.adminClient.changeAccount(t, "accountUpdate", object{"id": id, "role": "PUBLISHER"})
	o.adminClient.changeAccount(t, "accountPasswordChange", object{"id": id, "password": "another good long password"})
	o.adminClient.changeAccount(t, "accountSignOutEverywhere", object{"id": id})
	token := o.anaClient.change(t, "tokenCreate", "TokenCreateInput", "secret "+tokenFields, object{"name": "secret plans", "scopes": []string{"READ"}})
	o.anaClient.change(t, "tokenRevoke", "TokenRevokeInput", tokenFields, object{"id": token.Token["id"]})
	o.adminClient.changeAccount(t, "accountUpdate", object{"id": id, "role": "TRANSLATOR"}) // refused

	a := o.adminClient.post(t, request{Query: `{ auditTrail(first: 20) { nodes { action author { account } detail requestId } } }`})
	var data struct {
		AuditTrail struct {
			Nodes []struct {
				Action, Detail, RequestID string
				Author                    struct{ Account string }
			}
		}
	}
	a.data(t, &data)
	var got []string
	for _, line := range data.AuditTrail.Nodes {
		var detail map[string]any
		if err := json.Unmarshal([]byte(line.Detail), &detail); err != nil {
			t.Fatal(err)
		}
		about := map[any]string{id: "bob", o.ana.ClientID(): "ana"}[detail["account"]]
		who := map[string]string{o.admin.ClientID(): "admin", o.ana.ClientID(): "ana"}[line.Author.Account]
		got = append(got, fmt.Sprintf("%s %s %s %v", who, line.Action, about, detail["role"]))
		if line.RequestID != theRequest {
			t.Errorf("by the request %q", line.RequestID)
		}
	}
	want := []string{
		"ana TOKEN_REVOKE ana TRANSLATOR", "ana TOKEN_CREATE ana TRANSLATOR", "admin ACCOUNT_SIGN_OUT_EVERYWHERE bob <nil>",
		"admin ACCOUNT_PASSWORD_CHANGE bob <nil>", "admin ACCOUNT_UPDATE bob PUBLISHER", "admin ACCOUNT_CREATE bob EDITOR",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	for _, personal := range []string{"bob@", "Builder", "secret plans", token.Secret} {
		if strings.Contains(string(a.body), personal) {
			t.Errorf("%q stands in the trail", personal)
		}
	}
}
