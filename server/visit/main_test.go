// Package visit_test visits hubs with a browser, as people do.
package visit_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
)

// built is the hub's program.
var built struct {
	once   sync.Once
	folder string
	servertest.Program
	err error
}

func TestMain(m *testing.M) {
	code := m.Run()
	_ = os.RemoveAll(built.folder)
	os.Exit(code)
}

// program builds the hub for the first test that needs it.
func program(t *testing.T) servertest.Program {
	t.Helper()
	built.once.Do(func() {
		if built.folder, built.err = os.MkdirTemp("", "hub-visit-test-"); built.err == nil {
			built.Program, built.err = servertest.Build(context.WithoutCancel(t.Context()), built.folder)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.Program
}

// house is a hub with the demo content that several people visit, each with a browser of their own.
type house struct {
	origin   string
	store    *storage.Store
	accounts *account.Store
}

// TestVisits lets all of them in at once.
func TestVisits(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	h := house{origin: program(t).Serve(t, data).Origin(), store: servertest.Store(t, data, nil)}
	var err error
	if h.accounts, err = h.store.Accounts(time.Now); err != nil {
		t.Fatal(err)
	}
	for name, visit := range map[string]func(*testing.T){
		"Newcomer": h.visit, "Watch": h.watch, "SignIn": h.signIn, "FromDraftToPublished": h.fromDraftToPublished,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			visit(t)
		})
	}
}
