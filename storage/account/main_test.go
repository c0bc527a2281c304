package account_test

import (
	"errors"
	"net/netip"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// clock is a clock that tests turn.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// quick is how tests hash, but for the one that is about it.
var quick = credential.Hashing{Memory: 64, Passes: 1, Lanes: 1}

const (
	password = "correct horse battery staple"
	another  = "another good long password"
)

var (
	home  = netip.MustParseAddr("192.0.2.7")
	admin = account.Grant{Role: account.Admin}
)

type fixture struct {
	*account.Store
	*clock
	hub *storage.Store
}

func open(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, hub: storagetest.Empty(t)}
	f.Store = f.node(t, quick)
	return f
}

// node is another hub on the same database.
func (f *fixture) node(t *testing.T, hashing credential.Hashing) *account.Store {
	t.Helper()
	store, err := account.New(account.Options{
		Options:   credential.Options{DB: storagetest.Draft(f.hub), Now: f.clock.Now, Hashing: hashing},
		Languages: storagetest.Languages(),
	})
	if err != nil {
		t.Fatal(err)
	}
	return store
}

// mustCreate makes an account named by its address, with the usual password.
func (f *fixture) mustCreate(t *testing.T, email string, role account.Role, locales ...content.Locale) *account.Account {
	t.Helper()
	made, err := f.Create(t.Context(), account.NewAccount{
		Email: email, Name: "Person " + email, Password: password, Grant: account.Grant{Role: role, Locales: locales},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// broke tells which field broke which rule.
func broke(t *testing.T, err error) string {
	t.Helper()
	var known *fault.Error
	if !errors.As(err, &known) {
		t.Fatalf("got %v, want an error that the caller can mend", err)
	}
	return known.Field + " " + known.Rule
}

// reason tells why something was refused, and makes sure that the outside is not told.
func reason(t *testing.T, err error) credential.Reason {
	t.Helper()
	var refusal *credential.Refusal
	if !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	var public *fault.Error
	if !errors.As(err, &public) || public.Code != fault.Unauthenticated || public.Field != "" || public.Rule != "" {
		t.Errorf("the public answer to %v is %#v", err, public)
	}
	return refusal.Reason
}
