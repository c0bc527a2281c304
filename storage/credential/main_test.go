package credential_test

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(storagetest.Main(m)) }

// fixture is a store whose clock tests turn.
type fixture struct {
	*credential.Store
	hub *storage.Store
	now time.Time
}

func open(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{hub: storagetest.Empty(t), now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}
	var err error
	f.Store, err = credential.New(credential.Options{
		DB: storagetest.Draft(f.hub), Now: func() time.Time { return f.now }, Hashing: credential.Hashing{Memory: 64, Passes: 1, Lanes: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) pass(d time.Duration) { f.now = f.now.Add(d) }

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
