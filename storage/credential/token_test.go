package credential_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

func TestIssue(t *testing.T) {
	f := open(t)
	const form credential.Form = "hub_app_"
	read, both := []credential.Scope{credential.Read}, []credential.Scope{credential.Read, credential.Write}
	expiry := f.now.Add(time.Hour)
	token, secret, err := f.Issue(form, read, both, &expiry)
	if err != nil || !form.Fits(secret.Reveal()) || string(token.Hash) != string(credential.Hash(secret.Reveal())) || token.Hint != secret.Reveal()[:12]+"…" {
		t.Fatalf("issued %+v, %v", token, err)
	}
	if err := f.Check(&token); err != nil {
		t.Error(err)
	}
	f.pass(time.Hour)
	if got := reason(t, f.Check(&token)); got != credential.Expired {
		t.Errorf("got %q", got)
	}
	token.RevokedAt = &expiry
	if got := reason(t, f.Check(&token)); got != credential.Revoked {
		t.Errorf("got %q", got)
	}
	for want, test := range map[string]struct {
		scopes []credential.Scope
		expiry *time.Time
	}{
		"scopes required":  {nil, nil},
		"scopes[1] oneof":  {[]credential.Scope{credential.Read, credential.Embed}, nil},
		"scopes[1] unique": {[]credential.Scope{credential.Read, credential.Read}, nil},
		"expiresAt future": {read, &expiry},
	} {
		_, secret, err := f.Issue(form, test.scopes, both, test.expiry)
		var known *fault.Error
		if !errors.As(err, &known) || known.Field+" "+known.Rule != want || secret != "" {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
