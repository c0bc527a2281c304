package credential_test

import (
	"testing"
	"time"

	"github.com/cocreated/hub/storage/storagetest"
)

func TestSessions(t *testing.T) {
	f := open(t)
	sessions := f.Sessions(time.Hour, 3*time.Hour)
	commit := func(token, data string) {
		t.Helper()
		// What scs reckons by its own clock is not asked for.
		if err := sessions.CommitCtx(t.Context(), token, []byte(data), time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	find := func(token string) string {
		t.Helper()
		data, found, err := sessions.FindCtx(t.Context(), token)
		if err != nil || found != (data != nil) {
			t.Fatalf("got %q, %t, %v", data, found, err)
		}
		return string(data)
	}
	commit("idle", "a")
	commit("used", "b")
	if got := find("unknown"); got != "" {
		t.Errorf("found %q", got)
	}
	f.pass(40 * time.Minute)
	commit("used", "c")
	if got := find("used"); got != "c" {
		t.Errorf("found %q", got)
	}
	f.pass(20 * time.Minute)
	if got := find("idle"); got != "" {
		t.Errorf("an hour without use, and found %q", got)
	}
	for range 2 {
		if got := find("used"); got != "c" {
			t.Errorf("in use, and found %q", got)
		}
		f.pass(59 * time.Minute)
	}
	f.pass(2 * time.Minute)
	if got := find("used"); got != "" {
		t.Errorf("three hours in use, and found %q", got)
	}

	commit("ended", "d")
	if err := sessions.DeleteCtx(t.Context(), "ended"); err != nil {
		t.Fatal(err)
	}
	if got := find("ended"); got != "" {
		t.Errorf("ended, and found %q", got)
	}
	commit("kept", "e")
	if err := f.Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	var left []string
	if err := storagetest.Draft(f.hub).NewRaw("SELECT token FROM hub.sessions").Scan(t.Context(), &left); err != nil || len(left) != 1 || left[0] != "kept" {
		t.Errorf("left %v, %v", left, err)
	}
}
