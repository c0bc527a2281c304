package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// Token is what is kept of a token: enough to know it, not enough to use it.
type Token struct {
	bun.BaseModel `bun:"table:hub.tokens,alias:t"`

	ID uuid.UUID `bun:",pk"`
	// Kind is PersonalToken or PartnerToken.
	Kind Kind
	Hash []byte `json:"-"`
	// Hint is the first characters, by which a person knows it again.
	Hint string
	// Name says what it is for.
	Name string
	// AccountID is whose personal token it is; zero for partners.
	AccountID uuid.UUID `bun:",nullzero"`
	// Partner is the name of whose partner token it is.
	Partner string `bun:",nullzero"`
	// Role is that of a personal token. It is worth no more than the role of the account at the time.
	Role       Role             `bun:",nullzero"`
	Locales    []content.Locale `bun:",array"`
	Scopes     []Scope          `bun:",array"`
	Origins    []string         `bun:",array"`
	CreatedAt  time.Time
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time
}

// NewPersonalToken is a token to be made for a person's programs.
type NewPersonalToken struct {
	AccountID uuid.UUID
	Name      string
	// Grant is at most that of the account.
	Grant
	// Scopes are READ, WRITE or both.
	Scopes []Scope
	// ExpiresAt is when it ends; nil: when it is revoked.
	ExpiresAt *time.Time
}

// CreatePersonalToken makes a token of a person. The secret is shown this once.
func (s *Store) CreatePersonalToken(ctx context.Context, wanted NewPersonalToken) (*Token, Secret, error) {
	if err := s.checkGrant(wanted.Grant); err != nil {
		return nil, "", err
	}
	account, err := s.Find(ctx, wanted.AccountID)
	if err != nil {
		return nil, "", err
	}
	left := wanted.within(account.Grant())
	switch {
	case account.DisabledAt != nil:
		return nil, "", conflict("accountId", "disabled", "the account is disabled")
	case left.Role != wanted.Role:
		return nil, "", invalid("role", "max", "it must be at most that of the account, %s", account.Role)
	case len(left.Locales) != len(wanted.Locales):
		return nil, "", invalid("locales", "max", "they must be languages of the account")
	}
	return s.createToken(ctx, &Token{
		Kind: PersonalToken, Name: wanted.Name, AccountID: account.ID, Role: wanted.Role,
		Locales: wanted.Locales, Scopes: wanted.Scopes, ExpiresAt: wanted.ExpiresAt,
	}, Read, Write)
}

// NewPartnerToken is a token to be made for a partner's website.
type NewPartnerToken struct {
	// Partner is the name of the partner.
	Partner, Name string
	// Scopes are READ, EMBED or both.
	Scopes []Scope
	// Origins are those of its pages, such as https://town.example. EMBED needs at least one.
	Origins []string
	// ExpiresAt is when it ends; nil: when it is revoked.
	ExpiresAt *time.Time
}

// CreatePartnerToken makes a token of a partner. The secret is shown this once.
func (s *Store) CreatePartnerToken(ctx context.Context, wanted NewPartnerToken) (*Token, Secret, error) {
	partner := strings.TrimSpace(wanted.Partner)
	if err := checkLine("partner", partner); err != nil {
		return nil, "", err
	}
	origins := make([]string, len(wanted.Origins))
	for i, origin := range wanted.Origins {
		normal, err := normalOrigin(origin)
		if err != nil {
			return nil, "", invalid(at("origins", i), "origin", "%s", err)
		}
		origins[i] = normal
	}
	if slices.Contains(wanted.Scopes, Embed) && len(origins) == 0 {
		return nil, "", invalid("origins", "required", "to embed, at least one origin is needed")
	}
	return s.createToken(ctx, &Token{
		Kind: PartnerToken, Name: wanted.Name, Partner: partner, Scopes: wanted.Scopes, Origins: origins, ExpiresAt: wanted.ExpiresAt,
	}, Read, Embed)
}

func (s *Store) createToken(ctx context.Context, token *Token, allowed ...Scope) (_ *Token, _ Secret, err error) {
	token.CreatedAt = s.now()
	token.Name = strings.TrimSpace(token.Name)
	if err := checkName(token.Name); err != nil {
		return nil, "", err
	}
	if err := checkScopes(token.Scopes, allowed); err != nil {
		return nil, "", err
	}
	if token.ExpiresAt != nil {
		expiry := token.ExpiresAt.UTC().Truncate(time.Microsecond)
		if !expiry.After(token.CreatedAt) {
			return nil, "", invalid("expiresAt", "future", "it must lie in the future")
		}
		token.ExpiresAt = &expiry
	}
	secret, err := newSecret(s.random, token.Kind)
	if err != nil {
		return nil, "", err
	}
	if token.ID, err = s.newID(); err != nil {
		return nil, "", err
	}
	token.Hash, token.Hint = hashToken(secret.Reveal()), hint(token.Kind, secret)
	// A nil list would be NULL in the database.
	token.Locales, token.Origins = append([]content.Locale{}, token.Locales...), append([]string{}, token.Origins...)
	if _, err := s.db.NewInsert().Model(token).Exec(ctx); err != nil {
		return nil, "", err
	}
	return token, secret, nil
}

func checkScopes(scopes, allowed []Scope) error {
	if len(scopes) == 0 {
		return invalid("scopes", "required", "at least one is needed")
	}
	for i, scope := range scopes {
		if !slices.Contains(allowed, scope) {
			return invalid(at("scopes", i), "oneof", "it must be one of %s, %s", allowed[0], allowed[1])
		}
		if slices.Contains(scopes[:i], scope) {
			return invalid(at("scopes", i), "unique", "%s is named twice", scope)
		}
	}
	return nil
}

// Tokens are those of an account, or all where it is zero; the newest first. Revoked and expired ones are among them.
func (s *Store) Tokens(ctx context.Context, accountID uuid.UUID) ([]*Token, error) {
	var tokens []*Token
	query := s.db.NewSelect().Model(&tokens).Order("t.created_at DESC", "t.id DESC")
	if accountID != uuid.Nil {
		query = query.Where("t.account_id = ?", accountID)
	}
	return tokens, query.Scan(ctx)
}

// Token is the token of an id.
func (s *Store) Token(ctx context.Context, id uuid.UUID) (*Token, error) {
	var tokens []*Token
	if err := s.db.NewSelect().Model(&tokens).Where("t.id = ?", id).Scan(ctx); err != nil {
		return nil, err
	}
	if len(tokens) == 0 {
		return nil, notFound("id", "there is no such token")
	}
	return tokens[0], nil
}

// Revoke takes a token back, from now on and for ever. One that was taken back stays so.
func (s *Store) Revoke(ctx context.Context, id uuid.UUID) error {
	result, err := s.db.NewRaw("UPDATE hub.tokens SET revoked_at = coalesce(revoked_at, ?) WHERE id = ?", s.now(), id).Exec(ctx)
	if err != nil {
		return err
	}
	if revoked, err := result.RowsAffected(); err != nil || revoked > 0 {
		return err
	}
	return notFound("id", "there is no such token")
}
