package credential

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// Sessions keeps sessions for scs: it is its Store and CtxStore. It knows them by the hash of what a browser has, and what
// is kept in one says whose it is. When a session ends is decided here and by the clock of
// the store, whatever scs asks for; that a session is in use costs a write a minute, not one a request.
type Sessions struct {
	store          *Store
	idle, lifetime time.Duration
}

// Sessions are those that end after so long without use, and after lifetime in any case.
func (s *Store) Sessions(idle, lifetime time.Duration) *Sessions {
	return &Sessions{store: s, idle: idle, lifetime: lifetime}
}

// FindCtx is what was kept under a token, unless the session has ended.
func (s *Sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	var data []byte
	var idleUntil, expiresAt time.Time
	now := s.store.Now()
	err := s.store.db.NewRaw("SELECT data, idle_until, expires_at FROM hub.sessions WHERE token = ?", token).Scan(ctx, &data, &idleUntil, &expiresAt)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, false, nil
	case err != nil:
		return nil, false, err
	case !now.Before(idleUntil), !now.Before(expiresAt):
		return nil, false, nil
	}
	if until := now.Add(s.idle); until.Sub(idleUntil) >= touchEvery {
		_, err = s.store.db.NewRaw("UPDATE hub.sessions SET idle_until = ?0 WHERE token = ?1 AND idle_until < ?0", until, token).Exec(ctx)
	}
	return data, err == nil, err
}

// CommitCtx keeps data under a token. A new session begins with it; one that is there goes on as long as it would have.
func (s *Sessions) CommitCtx(ctx context.Context, token string, data []byte, _ time.Time) error {
	now := s.store.Now()
	_, err := s.store.db.NewRaw(`INSERT INTO hub.sessions (token, data, idle_until, expires_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (token) DO UPDATE SET data = excluded.data`, token, data, now.Add(s.idle), now.Add(s.lifetime)).Exec(ctx)
	return err
}

// DeleteCtx ends a session.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	_, err := s.store.db.NewRaw("DELETE FROM hub.sessions WHERE token = ?", token).Exec(ctx)
	return err
}

// Find is there because scs demands it; it calls FindCtx.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is there because scs demands it; it calls CommitCtx.
func (s *Sessions) Commit(token string, data []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, data, expiry)
}

// Delete is there because scs demands it; it calls DeleteCtx.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
