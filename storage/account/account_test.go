package account_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestNewNeeds(t *testing.T) {
	if _, err := account.New(account.Options{}); err == nil {
		t.Error("a store without a database and a clock was made")
	}
}

func TestCreate(t *testing.T) {
	f := open(t)
	made := f.mustCreate(t, "  Ana.Kovač@Town.Example ", account.Translator, "it", "fr")
	if made.Email != "ana.kovač@town.example" || made.ID.Version() != 7 || !made.CreatedAt.Equal(f.Now()) {
		t.Errorf("made %+v", made)
	}
	for name, find := range map[string]func() (*account.Account, error){
		"ByID":    func() (*account.Account, error) { return f.Find(t.Context(), made.ID) },
		"ByEmail": func() (*account.Account, error) { return f.FindByEmail(t.Context(), "ANA.KOVAČ@town.example") },
	} {
		t.Run(name, func(t *testing.T) {
			found, err := find()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(made, found); diff != "" {
				t.Error(diff)
			}
		})
	}
	if !strings.HasPrefix(made.PasswordHash, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("the password is kept as %s", made.PasswordHash)
	}

	good := account.NewAccount{Email: "b@town.example", Name: "B", Password: password, Grant: account.Grant{Role: account.Editor}}
	for _, test := range []struct {
		name   string
		change func(*account.NewAccount)
		want   string
	}{
		{"EmailTaken", func(a *account.NewAccount) { a.Email = "Ana.Kovač@town.EXAMPLE" }, "email unique"},
		{"EmailMissing", func(a *account.NewAccount) { a.Email = " " }, "email required"},
		{"EmailMalformed", func(a *account.NewAccount) { a.Email = "Ana <ana@town.example>" }, "email email"},
		{"EmailLong", func(a *account.NewAccount) { a.Email = strings.Repeat("a", 250) + "@b.example" }, "email max"},
		{"NameMissing", func(a *account.NewAccount) { a.Name = "" }, "name required"},
		{"NameOfLines", func(a *account.NewAccount) { a.Name = "A\nB" }, "name line"},
		{"NameLong", func(a *account.NewAccount) { a.Name = strings.Repeat("ж", 201) }, "name max"},
		{"RoleMissing", func(a *account.NewAccount) { a.Role = "" }, "role oneof"},
		{"RoleUnknown", func(a *account.NewAccount) { a.Role = "ROOT" }, "role oneof"},
		{"TranslatorOfNothing", func(a *account.NewAccount) { a.Role = account.Translator }, "locales required"},
		{"TranslatorOfUnknown", func(a *account.NewAccount) { a.Role, a.Locales = account.Translator, []content.Locale{"it", "ja"} }, "locales[1] locale"},
		{"TranslatorTwice", func(a *account.NewAccount) { a.Role, a.Locales = account.Translator, []content.Locale{"it", "it"} }, "locales[1] unique"},
		{"EditorBound", func(a *account.NewAccount) { a.Locales = []content.Locale{"it"} }, "locales excluded"},
		{"PasswordShort", func(a *account.NewAccount) { a.Password = "elevenchars" }, "password min"},
		{"PasswordLong", func(a *account.NewAccount) { a.Password = strings.Repeat("long", 51) }, "password max"},
		{"PasswordIsEmail", func(a *account.NewAccount) { a.Password = "B@town.example" }, "password guessable"},
		{"PasswordOfOne", func(a *account.NewAccount) { a.Password = strings.Repeat("ж", 12) }, "password guessable"},
		{"PasswordOfSpaces", func(a *account.NewAccount) { a.Password = strings.Repeat(" ", 12) }, "password guessable"},
		{"PasswordOfBytes", func(a *account.NewAccount) { a.Password = "abcdefghijkl\xff" }, "password text"},
		{"SubjectAlone", func(a *account.NewAccount) { a.Subject = "1" }, "subject required"},
	} {
		t.Run(test.name, func(t *testing.T) {
			wanted := good
			test.change(&wanted)
			_, err := f.Create(t.Context(), wanted)
			if got := broke(t, err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if strings.Contains(err.Error(), wanted.Password) {
				t.Errorf("the error holds the password: %v", err)
			}
		})
	}
	t.Run("EverythingWrongIsNamed", func(t *testing.T) {
		_, err := f.Create(t.Context(), account.NewAccount{})
		if got := strings.Count(err.Error(), "\n"); got != 2 {
			t.Errorf("got %v", err)
		}
	})
	t.Run("OfProvider", func(t *testing.T) {
		wanted := good
		wanted.Password, wanted.Issuer, wanted.Subject = "", "https://id.example", "1"
		if _, err := f.Create(t.Context(), wanted); err != nil {
			t.Fatal(err)
		}
		wanted.Email = "c@town.example"
		_, err := f.Create(t.Context(), wanted)
		if got := broke(t, err); got != "subject unique" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("List", func(t *testing.T) {
		all, err := f.List(t.Context())
		if err != nil || len(all) != 2 || all[0].Email > all[1].Email {
			t.Errorf("got %v, %v", all, err)
		}
	})
	t.Run("NotFound", func(t *testing.T) {
		_, err := f.Find(t.Context(), uuid.Nil)
		if got := broke(t, err); got != "id notFound" {
			t.Errorf("got %q", got)
		}
	})
}

func TestChangeRole(t *testing.T) {
	f := open(t)
	boss := f.mustCreate(t, "boss@town.example", account.Admin)
	ana := f.mustCreate(t, "ana@town.example", account.Translator, "it")
	if err := f.ChangeRole(t.Context(), ana.ID, account.Grant{Role: account.Publisher}); err != nil {
		t.Fatal(err)
	}
	found, err := f.Session(t.Context(), ana.ID, ana.Epoch)
	if err != nil || found.Role != account.Publisher || len(found.Locales) != 0 {
		t.Errorf("the session that goes on is %+v, %v", found, err)
	}
	if got := broke(t, f.ChangeRole(t.Context(), ana.ID, account.Grant{Role: "KING"})); got != "role oneof" {
		t.Errorf("an unknown role: %s", got)
	}
	if got := broke(t, f.ChangeRole(t.Context(), uuid.Nil, admin)); got != "id notFound" {
		t.Errorf("an unknown account: %s", got)
	}
	if got := broke(t, f.ChangeRole(t.Context(), boss.ID, account.Grant{Role: account.Editor})); got != "id lastAdministrator" {
		t.Errorf("the last administrator: %s", got)
	}
	if err := f.ChangeRole(t.Context(), boss.ID, admin); err != nil {
		t.Errorf("the last administrator stays administrator: %v", err)
	}
}

// TestLastAdministrator lets two administrators disable one another at once.
func TestLastAdministrator(t *testing.T) {
	f := open(t)
	pair := []*account.Account{f.mustCreate(t, "a@town.example", account.Admin), f.mustCreate(t, "b@town.example", account.Admin)}
	failed := make([]error, len(pair))
	var both sync.WaitGroup
	for i := range pair {
		both.Go(func() { failed[i] = f.Disable(t.Context(), pair[i].ID) })
	}
	both.Wait()
	if (failed[0] == nil) == (failed[1] == nil) {
		t.Fatalf("got %v and %v, want one refused", failed[0], failed[1])
	}
	if got := broke(t, errors.Join(failed...)); got != "id lastAdministrator" {
		t.Errorf("got %q", got)
	}
}

func TestFirstAdministrator(t *testing.T) {
	f := open(t)
	nodes := []*account.Store{f.Store, f.node(t, quick), f.node(t, quick)}
	passwords := make([]credential.Secret, len(nodes))
	var all sync.WaitGroup
	for i, node := range nodes {
		all.Go(func() {
			_, secret, err := node.FirstAdministrator(t.Context())
			if err != nil {
				t.Error(err)
			}
			passwords[i] = secret
		})
	}
	all.Wait()
	shown := ""
	for _, secret := range passwords {
		if secret != "" && shown != "" {
			t.Error("two hubs made a first administrator")
		}
		shown += secret.Reveal()
	}
	if len(shown) != 24 {
		t.Errorf("the password is %q", shown)
	}
	first, err := f.SignIn(t.Context(), "admin@localhost", shown, home)
	if err != nil || first.Role != account.Admin {
		t.Errorf("the first administrator signs in: %+v, %v", first, err)
	}
}

// TestWithinTransaction takes back what was written beside the account.
func TestWithinTransaction(t *testing.T) {
	f := open(t)
	given := errors.New("given up")
	err := storagetest.Draft(f.hub).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
		within := f.In(tx)
		made, err := within.Create(ctx, account.NewAccount{Email: "a@town.example", Name: "A", Grant: admin})
		if err != nil {
			return err
		}
		if got := broke(t, within.Disable(ctx, made.ID)); got != "id lastAdministrator" {
			t.Errorf("got %q", got)
		}
		if _, err := within.Find(ctx, made.ID); err != nil {
			t.Errorf("after a refusal the transaction goes on: %v", err)
		}
		return given
	})
	if !errors.Is(err, given) {
		t.Fatal(err)
	}
	if all, err := f.List(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("got %v, %v", all, err)
	}
}

func TestRoles(t *testing.T) {
	roles := account.Roles()
	for i, role := range roles {
		for j, other := range roles {
			if got := role.AtLeast(other); got != (i >= j) {
				t.Errorf("%s at least %s: %t", role, other, got)
			}
		}
		for _, none := range []account.Role{"", "ROOT"} {
			if role.AtLeast(none) || none.AtLeast(role) || none.AtLeast(none) || none.Valid() {
				t.Errorf("%q counts as a role", none)
			}
		}
	}
}
