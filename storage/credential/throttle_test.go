package credential_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

// fail is an attempt that comes to nothing, unless it has to wait.
func (f *fixture) fail(t *testing.T, suspects ...credential.Suspect) (wait time.Duration) {
	t.Helper()
	_, err := f.Begin(t.Context(), suspects...)
	if err == nil {
		return 0
	}
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

// succeed is an attempt that comes to something.
func (f *fixture) succeed(t *testing.T, suspects ...credential.Suspect) {
	t.Helper()
	attempt, err := f.Begin(t.Context(), suspects...)
	if err == nil {
		err = storagetest.Draft(f.hub).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error { return attempt.Succeed(ctx, tx) })
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestThrottleOfPerson(t *testing.T) {
	f := open(t)
	ana := credential.Person("account", "ana@town.example")
	free := func(times int) {
		t.Helper()
		for range times {
			if wait := f.fail(t, ana); wait != 0 {
				t.Fatalf("wait %v", wait)
			}
		}
	}
	free(5)
	for _, want := range []time.Duration{10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second} {
		if got := f.fail(t, ana); got != want {
			t.Errorf("wait %v, want %v", got, want)
		}
		f.pass(want - time.Second)
		if got := f.fail(t, ana); got != time.Second {
			t.Errorf("wait %v, want what is left", got)
		}
		f.pass(time.Second)
		free(1)
	}
	if wait := f.fail(t, credential.Person("member", "ana@town.example")); wait != 0 {
		t.Errorf("somebody of the name elsewhere waits %v", wait)
	}
	for range 10 {
		f.pass(15 * time.Minute)
		free(1)
	}
	if got := f.fail(t, ana); got != 15*time.Minute {
		t.Errorf("wait %v at most", got)
	}
	f.pass(24 * time.Hour)
	free(5)
	if f.fail(t, ana) == 0 {
		t.Error("nothing was counted after a day")
	}
	t.Run("SuccessForgets", func(t *testing.T) {
		f.pass(24 * time.Hour)
		for range 3 {
			free(4)
			f.succeed(t, ana)
		}
	})
}

func TestThrottleOfNetwork(t *testing.T) {
	f := open(t)
	ana := credential.Person("account", "ana@town.example")
	count := 0
	guess := func(address string) time.Duration {
		t.Helper()
		count++
		return f.fail(t, credential.Person("account", fmt.Sprintf("guess-%d@town.example", count)), credential.Network(netip.MustParseAddr(address)))
	}
	free := func(address string) {
		t.Helper()
		if wait := guess(address); wait != 0 {
			t.Fatalf("from %s wait %v", address, wait)
		}
	}
	office := credential.Network(netip.MustParseAddr("192.0.2.9"))
	for range 10 {
		// Somebody with an account of their own has no more guesses for it.
		f.succeed(t, ana, office)
		free("192.0.2.9")
		free("::ffff:192.0.2.9")
	}
	if got := guess("192.0.2.9"); got != 10*time.Second {
		t.Errorf("wait %v", got)
	}
	free("192.0.2.10")

	for i := range 20 {
		free(fmt.Sprintf("2001:db8:1:2::%x", i))
	}
	if guess("2001:db8:1:2:ffff::1%eth0") == 0 {
		t.Error("an address of the same network need not wait")
	}
	free("2001:db8:1:3::1")

	f.pass(10 * time.Second)
	f.succeed(t, ana, office)
	free("192.0.2.9")
	if guess("192.0.2.9") == 0 {
		t.Error("a success gave more guesses")
	}
	f.pass(time.Hour)
	free("192.0.2.9")
	free("192.0.2.9")
}

// TestThrottleInAnyOrder counts an attempt that began before one that was counted already, as happens when many people of an
// office sign in at once.
func TestThrottleInAnyOrder(t *testing.T) {
	f := open(t)
	office := credential.Network(netip.MustParseAddr("192.0.2.7"))
	f.fail(t, credential.Person("account", "nobody@town.example"), office)
	f.pass(-time.Second)
	f.succeed(t, credential.Person("account", "ana@town.example"), office)
}

// TestNamesAreKeptAsHashes looks at what is kept of whom.
func TestNamesAreKeptAsHashes(t *testing.T) {
	f := open(t)
	f.fail(t, credential.Person("account", "ana@town.example"))
	var keys []string
	if err := storagetest.Draft(f.hub).NewRaw("SELECT key FROM hub.sign_in_failures").Scan(t.Context(), &keys); err != nil {
		t.Fatal(err)
	}
	// Those that are counted when a hub is updated go on to be.
	if want := "account:" + fmt.Sprintf("%x", credential.Hash("ana@town.example")); len(keys) != 1 || keys[0] != want {
		t.Errorf("kept %q, want %q", keys, want)
	}
}
