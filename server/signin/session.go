package signin

import (
	"context"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/policy"
)

const (
	// idle is after how long without use a session ends, lifetime after how long in any case.
	idle, lifetime = 12 * time.Hour, 7 * 24 * time.Hour

	// What a session holds: whose it is, and in which epoch of the account it began.
	accountKey, epochKey = "account", "epoch"
)

func sessions(accounts *account.Store, secure bool) *scs.SessionManager {
	manager := scs.New()
	manager.Store = accounts.Credentials().Sessions(idle, lifetime)
	manager.Lifetime = lifetime
	manager.HashTokenInStore = true
	manager.Cookie.Name = cookieName("hub-session", secure)
	manager.Cookie.Secure = secure
	return manager
}

// cookieName is a name by which browsers keep a cookie from other hosts and from plain http, where the hub has https.
// They refuse such a name elsewhere.
func cookieName(name string, secure bool) string {
	if secure {
		return "__Host-" + name
	}
	return name
}

// begin signs somebody in. Whatever session the browser had ends: its cookie may have come from somebody else.
func (s *SignIn) begin(w http.ResponseWriter, r *http.Request, who *account.Account) error {
	token, _ := s.token(r)
	ctx, err := s.sessions.Load(r.Context(), token)
	if err != nil {
		return err
	}
	if err := s.sessions.RenewToken(ctx); err != nil {
		return err
	}
	s.sessions.Put(ctx, accountKey, who.ID.String())
	s.sessions.Put(ctx, epochKey, who.Epoch)
	renewed, expiry, err := s.sessions.Commit(ctx)
	if err != nil {
		return err
	}
	s.sessions.WriteSessionCookie(ctx, w, renewed, expiry)
	return nil
}

// end signs somebody out, in this browser.
func (s *SignIn) end(w http.ResponseWriter, r *http.Request) error {
	token, found := s.token(r)
	if !found {
		return nil
	}
	ctx, err := s.sessions.Load(r.Context(), token)
	if err != nil {
		return err
	}
	if err := s.sessions.Destroy(ctx); err != nil {
		return err
	}
	s.forget(w, r)
	return nil
}

// forget takes the cookie from the browser.
func (s *SignIn) forget(w http.ResponseWriter, r *http.Request) {
	s.sessions.WriteSessionCookie(r.Context(), w, "", time.Time{})
}

// token is what the cookie of the session holds.
func (s *SignIn) token(r *http.Request) (string, bool) {
	cookie, err := r.Cookie(s.sessions.Cookie.Name)
	if err != nil {
		return "", false
	}
	return cookie.Value, true
}

// session is who has a session. Of one that has ended nothing is left, and nobody is found.
func (s *SignIn) session(ctx context.Context, token string) (policy.Principal, error) {
	ctx, err := s.sessions.Load(ctx, token)
	if err != nil {
		return policy.Principal{}, err
	}
	id, err := uuid.Parse(s.sessions.GetString(ctx, accountKey))
	if err != nil {
		id = uuid.Nil
	}
	found, err := s.Accounts.Session(ctx, id, s.sessions.GetInt(ctx, epochKey))
	if err != nil {
		return policy.Principal{}, err
	}
	return policy.OfAccount(found), nil
}
