package account_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestActingAsks does everything in the hands of somebody who may not: what is asked names the verb and the owner, and nothing is
// changed.
func TestActingAsks(t *testing.T) {
	f := open(t)
	ana := f.mustCreate(t, "ana@town.example", account.Admin)
	own, _ := f.mustPersonal(t, ana, ana.Grant(), 0)
	partners, _ := f.mustPartner(t)
	denied := fault.Denied("not you")
	var asked act.Act
	acting := f.As(act.Actor{AccountID: uuid.Max, Permit: func(act act.Act) error {
		asked = act
		return denied
	}})
	disabled, scopes := true, []credential.Scope{credential.Read}
	before := f.everything(t)
	for name, test := range map[string]struct {
		do   func() error
		want act.Act
	}{
		"Create": {func() error {
			_, err := acting.Create(t.Context(), account.NewAccount{Email: "b@town.example", Name: "B", Grant: admin})
			return err
		}, act.Act{Verb: account.VerbCreate}},
		"Update": {func() error {
			_, err := acting.Update(t.Context(), ana.ID, account.Change{Disabled: &disabled})
			return err
		}, act.Act{Verb: account.VerbUpdate, Owner: ana.ID}},
		"ChangePassword": {
			func() error { return acting.ChangePassword(t.Context(), ana.ID, password, another) },
			act.Act{Verb: account.VerbPasswordChange, Owner: ana.ID},
		},
		"ChangeOwnPassword": {
			func() error { return acting.ChangePassword(t.Context(), uuid.Max, password, another) },
			act.Act{Verb: account.VerbPasswordChange, Owner: uuid.Max},
		},
		"EndSessions": {
			func() error { return acting.EndSessions(t.Context(), ana.ID) },
			act.Act{Verb: account.VerbSignOut, Owner: ana.ID},
		},
		"CreatePersonalToken": {func() error {
			_, _, err := acting.CreatePersonalToken(t.Context(), account.NewPersonalToken{AccountID: ana.ID, Name: "x", Grant: ana.Grant(), Scopes: scopes})
			return err
		}, act.Act{Verb: account.VerbTokenCreate, Owner: ana.ID}},
		"CreatePartnerToken": {func() error {
			_, _, err := acting.CreatePartnerToken(t.Context(), account.NewPartnerToken{Partner: "Town", Name: "x", Scopes: scopes})
			return err
		}, act.Act{Verb: account.VerbTokenCreate}},
		"Revoke": {func() error {
			_, err := acting.Revoke(t.Context(), own.ID)
			return err
		}, act.Act{Verb: account.VerbTokenRevoke, Owner: ana.ID}},
		"RevokePartners": {func() error {
			_, err := acting.Revoke(t.Context(), partners.ID)
			return err
		}, act.Act{Verb: account.VerbTokenRevoke}},
	} {
		asked = act.Act{}
		if err := test.do(); !errors.Is(err, denied) {
			t.Errorf("%s: got %v", name, err)
		}
		if diff := cmp.Diff(test.want, asked); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if diff := cmp.Diff(before, f.everything(t)); diff != "" {
		t.Error(diff)
	}
}

// everything is all that is kept, as text.
func (f *fixture) everything(t *testing.T) []string {
	t.Helper()
	var rows []string
	err := storagetest.Draft(f.hub).NewRaw(`
		SELECT a::text FROM hub.accounts AS a UNION ALL SELECT t::text FROM hub.tokens AS t
		UNION ALL SELECT s::text FROM hub.sign_in_failures AS s UNION ALL SELECT l::text FROM hub.audit AS l ORDER BY 1`).Scan(t.Context(), &rows)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestActingIsNoted revokes a token in the hands of the operator.
func TestActingIsNoted(t *testing.T) {
	f := open(t)
	token, secret := f.mustPartner(t)
	f.pass(time.Minute)
	revoked, err := f.As(act.Actor{Label: "command line"}).Revoke(t.Context(), token.ID)
	if err != nil || revoked.RevokedAt == nil || !revoked.RevokedAt.Equal(f.Now()) {
		t.Fatalf("got %+v, %v", revoked, err)
	}
	_, err = f.Authenticate(t.Context(), secret)
	if got := reason(t, err); got != credential.Revoked {
		t.Errorf("got %q", got)
	}
	var noted []string
	if err := storagetest.Draft(f.hub).NewRaw("SELECT action FROM hub.audit").Scan(t.Context(), &noted); err != nil || len(noted) != 1 || noted[0] != string(account.VerbTokenRevoke) {
		t.Errorf("noted %v, %v", noted, err)
	}
}
