package account_test

import (
	"errors"
	"fmt"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestSignIn(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	gone := f.mustCreate(t, "gone@town.example", account.Editor)
	f.mustCreate(t, "boss@town.example", account.Admin)
	if err := f.Disable(t.Context(), gone.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Create(t.Context(), account.NewAccount{Email: "oidc@town.example", Name: "O", Issuer: "https://id.example", Subject: "1", Grant: admin}); err != nil {
		t.Fatal(err)
	}

	f.pass(time.Hour)
	account1, err := f.SignIn(t.Context(), " Ana@TOWN.example", password, home)
	if err != nil || account1.ID != ana.ID || !account1.LastSignInAt.Equal(f.Now()) {
		t.Fatalf("signing in: %+v, %v", account1, err)
	}
	kept, err := f.Find(t.Context(), ana.ID)
	if err != nil || kept.LastSignInAt == nil || !kept.LastSignInAt.Equal(f.Now()) {
		t.Errorf("kept %+v, %v", kept, err)
	}

	answers := map[string]bool{}
	for _, test := range []struct {
		name, email, password string
		want                  credential.Reason
	}{
		{"WrongPassword", "ana@town.example", another, credential.WrongPassword},
		{"NoPassword", "ana@town.example", "", credential.WrongPassword},
		{"UnknownAccount", "nobody@town.example", password, credential.Unknown},
		{"NoEmail", "", password, credential.Unknown},
		{"Nonsense", "\x00' OR 1=1", password, credential.Unknown},
		{"Disabled", "gone@town.example", password, account.AccountDisabled},
		{"DisabledWrongPassword", "gone@town.example", another, credential.WrongPassword},
		{"OfProviderOnly", "oidc@town.example", "", credential.WrongPassword},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := f.SignIn(t.Context(), test.email, test.password, home)
			if got := reason(t, err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			var public *fault.Error
			errors.As(err, &public)
			answers[public.Message] = true
		})
	}
	if len(answers) != 1 {
		t.Errorf("the outside can tell refusals apart: %v", answers)
	}
	t.Run("AccentsHoweverTyped", func(t *testing.T) {
		if err := f.ChangePassword(t.Context(), ana.ID, "caffe\u0300 con latte"); err != nil {
			t.Fatal(err)
		}
		if _, err := f.SignIn(t.Context(), "ana@town.example", "caff\u00e8 con latte", home); err != nil {
			t.Error(err)
		}
	})
}

// TestUnknownAccountTakesAsLong measures the work by the memory that it goes through, which a busy machine does not
// change: hashing takes 32 MiB here, everything else together less than one.
func TestUnknownAccountTakesAsLong(t *testing.T) {
	const memory = 32 << 20
	f := open(t)
	slow := f.node(t, credential.Hashing{Memory: memory >> 10, Passes: 1, Lanes: 1})
	for _, wanted := range []account.NewAccount{
		{Email: "ana@town.example", Name: "Ana", Password: password, Grant: admin},
		{Email: "oidc@town.example", Name: "O", Issuer: "https://id.example", Subject: "1", Grant: admin},
	} {
		if _, err := slow.Create(t.Context(), wanted); err != nil {
			t.Fatal(err)
		}
	}
	for _, email := range []string{"ana@town.example", "oidc@town.example", "nobody@town.example", "", "\x00"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := slow.SignIn(t.Context(), email, another, netip.Addr{})
		runtime.ReadMemStats(&after)
		reason(t, err)
		if took := after.TotalAlloc - before.TotalAlloc; took < memory || took > memory*3/2 {
			t.Errorf("%q: a wrong password takes %d bytes", email, took)
		}
	}
}

func TestRehash(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	stronger := f.node(t, credential.Recommended())
	if _, err := stronger.SignIn(t.Context(), "ana@town.example", another, home); err == nil {
		t.Fatal("a wrong password was taken")
	}
	if kept, _ := f.Find(t.Context(), ana.ID); kept.PasswordHash != ana.PasswordHash {
		t.Error("a wrong password changed what is kept")
	}
	if _, err := stronger.SignIn(t.Context(), "ana@town.example", password, home); err != nil {
		t.Fatal(err)
	}
	kept, err := f.Find(t.Context(), ana.ID)
	if err != nil || !strings.HasPrefix(kept.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("kept %s, %v", kept.PasswordHash, err)
	}
	if _, err := stronger.SignIn(t.Context(), "ana@town.example", password, home); err != nil {
		t.Errorf("after hashing anew: %v", err)
	}
	if again, _ := f.Find(t.Context(), ana.ID); again.PasswordHash != kept.PasswordHash {
		t.Error("hashed anew without need")
	}
}

func TestBrokenHashIsNoPassword(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "ana@town.example", account.Editor)
	for _, broken := range []string{"plain", "$argon2id$v=19$m=64,t=0,p=1$AAAA$AAAA", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA", "$argon2id$v=19$m=64,t=1,p=1$AAAA$", "$argon2id$v=19$m=64,t=1,p=1$!$!"} {
		if _, err := storagetest.Draft(f.hub).ExecContext(t.Context(), "UPDATE hub.accounts SET password = ?", broken); err != nil {
			t.Fatal(err)
		}
		_, err := f.SignIn(t.Context(), "ana@town.example", "", netip.Addr{})
		f.pass(24 * time.Hour)
		var refusal *credential.Refusal
		if err == nil || errors.As(err, &refusal) || strings.Contains(err.Error(), broken) {
			t.Errorf("%q: %v", broken, err)
		}
	}
}

func throttled(t *testing.T, err error) time.Duration {
	t.Helper()
	var throttled *credential.Throttled
	if !errors.As(err, &throttled) {
		t.Fatalf("got %v, want to be throttled", err)
	}
	var public *fault.Error
	if !errors.As(err, &public) || public.Code != fault.TooManyAttempts || !strings.Contains(public.Message, "try again in") {
		t.Errorf("the public answer is %v", public)
	}
	return throttled.After
}

// TestSignInIsThrottled guesses at an account that there is, and at one that there is not.
func TestSignInIsThrottled(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "ana@town.example", account.Editor)
	for _, email := range []string{"ana@town.example", "nobody@town.example"} {
		// Each from another address: only the account is watched.
		next := home
		try := func(password string) error {
			next = next.Next()
			_, err := f.SignIn(t.Context(), email, password, next)
			return err
		}
		for range 5 {
			reason(t, try(another))
		}
		if got := throttled(t, try(password)); got != 10*time.Second {
			t.Errorf("%s: wait %v", email, got)
		}
	}
	f.pass(24 * time.Hour)
	guess := func(i int) error {
		_, err := f.SignIn(t.Context(), fmt.Sprintf("guess-%d@town.example", i), password, home)
		return err
	}
	for i := range 20 {
		reason(t, guess(i))
		// Somebody with an account of their own has no more guesses for it.
		if _, err := f.SignIn(t.Context(), "ana@town.example", password, home); i < 19 && err != nil {
			t.Fatal(err)
		}
	}
	throttled(t, guess(20))
}

// TestThrottleHoldsAtOnce guesses from many sides at once, on two nodes.
func TestThrottleHoldsAtOnce(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "ana@town.example", account.Editor)
	nodes := []*account.Store{f.Store, f.node(t, quick)}
	var tried atomic.Int64
	var all sync.WaitGroup
	for i := range 40 {
		all.Go(func() {
			_, err := nodes[i%2].SignIn(t.Context(), "ana@town.example", another, home)
			var refusal *credential.Refusal
			if errors.As(err, &refusal) {
				tried.Add(1)
			} else {
				throttled(t, err)
			}
		})
	}
	all.Wait()
	if tried.Load() != 5 {
		t.Errorf("%d passwords were tried, want 5", tried.Load())
	}
}

func TestSessionOfAccount(t *testing.T) {
	f := open(t)
	f.mustCreate(t, "boss@town.example", account.Admin)
	for name, end := range map[string]func(*account.Account) error{
		"Password":   func(a *account.Account) error { return f.ChangePassword(t.Context(), a.ID, another) },
		"Everywhere": func(a *account.Account) error { return f.EndSessions(t.Context(), a.ID) },
		"Disabled": func(a *account.Account) error {
			return errors.Join(f.Disable(t.Context(), a.ID), f.Disable(t.Context(), a.ID))
		},
		"Enabled": func(a *account.Account) error {
			return errors.Join(f.Disable(t.Context(), a.ID), f.Enable(t.Context(), a.ID))
		},
	} {
		t.Run(name, func(t *testing.T) {
			ana := f.mustCreate(t, name+"@town.example", account.Translator, "it")
			found, err := f.Session(t.Context(), ana.ID, ana.Epoch)
			if err != nil || found.ID != ana.ID || found.Role != account.Translator {
				t.Fatalf("got %+v, %v", found, err)
			}
			if err := end(ana); err != nil {
				t.Fatal(err)
			}
			want := credential.Revoked
			if name == "Disabled" {
				want = account.AccountDisabled
			}
			_, err = f.Session(t.Context(), ana.ID, ana.Epoch)
			if got := reason(t, err); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	_, err := f.Session(t.Context(), uuid.Nil, 1)
	if got := reason(t, err); got != credential.Unknown {
		t.Errorf("got %q", got)
	}
}

func TestSignInAs(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Editor)
	const issuer = "https://id.example"
	identity := account.Identity{Issuer: issuer, Subject: "ana", Email: "Ana@Town.example", EmailVerified: true}
	refused := func(name string, identity account.Identity, want credential.Reason) {
		t.Helper()
		_, err := f.SignInAs(t.Context(), identity, nil)
		if got := reason(t, err); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	refused("an address that is not verified", account.Identity{Issuer: issuer, Subject: "ana", Email: "ana@town.example"}, account.NoAccount)
	refused("nobody's address", account.Identity{Issuer: issuer, Subject: "b", Email: "b@town.example", EmailVerified: true}, account.NoAccount)
	refused("no address", account.Identity{Issuer: issuer, Subject: "b", EmailVerified: true}, account.NoAccount)

	found, err := f.SignInAs(t.Context(), identity, nil)
	if err != nil || found.ID != ana.ID || found.OIDCSubject != "ana" {
		t.Fatalf("by the address: %+v, %v", found, err)
	}
	found, err = f.SignInAs(t.Context(), account.Identity{Issuer: issuer, Subject: "ana", Email: "new-name@town.example"}, nil)
	if err != nil || found.ID != ana.ID || found.Email != "ana@town.example" || found.LastSignInAt == nil {
		t.Errorf("by the subject: %+v, %v", found, err)
	}
	refused("another subject with the address", account.Identity{Issuer: issuer, Subject: "eve", Email: "ana@town.example", EmailVerified: true}, account.NoAccount)
	refused("another issuer", account.Identity{Issuer: "https://evil.example", Subject: "ana", Email: "ana@town.example", EmailVerified: true}, account.NoAccount)

	newcomers := &account.Grant{Role: account.Translator, Locales: []content.Locale{"it"}}
	made, err := f.SignInAs(t.Context(), account.Identity{Issuer: issuer, Subject: "c", Email: "c@town.example", EmailVerified: true}, newcomers)
	if err != nil || made.Role != account.Translator || made.Name != "c" {
		t.Errorf("a newcomer: %+v, %v", made, err)
	}
	if _, err := f.SignInAs(t.Context(), account.Identity{Issuer: issuer, Subject: "d", Email: "d@town.example", Name: "D"}, newcomers); reason(t, err) != account.NoAccount {
		t.Error("a newcomer without a verified address")
	}

	if err := f.Disable(t.Context(), ana.ID); err != nil {
		t.Fatal(err)
	}
	refused("a disabled account", identity, account.AccountDisabled)
}
