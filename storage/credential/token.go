package credential

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
)

// Scope is what a token may be used for, within what whoever has it may do.
type Scope string

const (
	// Read is to read: what is live for partners, drafts too for people.
	Read Scope = "READ"
	// Write is to change something.
	Write Scope = "WRITE"
	// Embed is to show content in pages of the registered origins.
	Embed Scope = "EMBED"
)

// Token is what is kept of a token: enough to know it, not enough to use it. It is part of a row that says whose it is,
// and is found there by its hash; see [Hash].
type Token struct {
	ID   uuid.UUID `bun:",pk"`
	Hash []byte    `json:"-"`
	// Hint is the first characters, by which a person knows it again.
	Hint      string
	Scopes    []Scope `bun:",array"`
	CreatedAt time.Time
	// ExpiresAt is when it ends; nil: when it is revoked.
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

// Issue makes a token with some of the scopes that are allowed. The secret is shown this once.
func (s *Store) Issue(form Form, scopes, allowed []Scope, expiresAt *time.Time) (Token, Secret, error) {
	token := Token{Scopes: scopes, CreatedAt: s.Now()}
	if err := checkScopes(scopes, allowed); err != nil {
		return Token{}, "", err
	}
	if expiresAt != nil {
		expiry := expiresAt.UTC().Truncate(time.Microsecond)
		if !expiry.After(token.CreatedAt) {
			return Token{}, "", fault.Invalid("expiresAt", "future", "it must lie in the future")
		}
		token.ExpiresAt = &expiry
	}
	secret, err := form.New(s.random)
	if err != nil {
		return Token{}, "", err
	}
	if token.ID, err = s.NewID(); err != nil {
		return Token{}, "", err
	}
	token.Hash, token.Hint = Hash(secret.Reveal()), form.Hint(secret)
	return token, secret, nil
}

func checkScopes(scopes, allowed []Scope) error {
	names := make([]string, len(allowed))
	for i, scope := range allowed {
		names[i] = string(scope)
	}
	if len(scopes) == 0 {
		return fault.Invalid("scopes", "required", "at least one is needed")
	}
	for i, scope := range scopes {
		if !slices.Contains(allowed, scope) {
			return fault.Invalid(fault.Path("scopes", i), "oneof", "it must be one of %s", strings.Join(names, ", "))
		}
		if slices.Contains(scopes[:i], scope) {
			return fault.Invalid(fault.Path("scopes", i), "unique", "%s is named twice", scope)
		}
	}
	return nil
}

// Check refuses a token that has ended.
func (s *Store) Check(token *Token) error {
	switch {
	case token.RevokedAt != nil:
		return Refuse(Revoked)
	case token.ExpiresAt != nil && !s.Now().Before(*token.ExpiresAt):
		return Refuse(Expired)
	}
	return nil
}

// touchEvery is how often at most it is written down that a token or a session is in use.
const touchEvery = time.Minute

// Touch writes down that a token is in use, in the table in which it is kept.
func (s *Store) Touch(ctx context.Context, table string, token *Token) error {
	now := s.Now()
	if token.LastUsedAt != nil && now.Sub(*token.LastUsedAt) < touchEvery {
		return nil
	}
	// Nodes that see the token at once write once.
	_, err := s.db.NewRaw("UPDATE ?0 SET last_used_at = ?1 WHERE id = ?2 AND (last_used_at IS NULL OR last_used_at <= ?3)",
		bun.Safe(table), now, token.ID, now.Add(-touchEvery)).Exec(ctx)
	return err
}
