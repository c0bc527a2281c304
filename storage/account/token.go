package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// TokenKind is whose a token is.
type TokenKind string

const (
	// PersonalToken is a program's that works for a person.
	PersonalToken TokenKind = "PERSONAL_TOKEN"
	// PartnerToken is that of a partner's website: it reads what is live, and embeds on its own pages.
	PartnerToken TokenKind = "PARTNER_TOKEN"
)

// forms are how tokens look.
var forms = map[TokenKind]credential.Form{PersonalToken: "hub_pat_", PartnerToken: "hub_partner_"}

// kindOf tells what kind of token it is, if it is one at all. It does not look it up.
func kindOf(secret string) (TokenKind, bool) {
	for kind, form := range forms {
		if form.Fits(secret) {
			return kind, true
		}
	}
	return "", false
}

// Token is a token, and whose it is.
type Token struct {
	bun.BaseModel `bun:"table:hub.tokens,alias:t"`

	credential.Token
	Kind TokenKind
	// Name says what it is for.
	Name string
	// AccountID is whose personal token it is; zero for partners.
	AccountID uuid.UUID `bun:",nullzero"`
	// Owner is that account, where the token was asked for by its secret.
	Owner *Account `bun:"rel:belongs-to,join:account_id=id" json:"-"`
	// Partner is the name of whose partner token it is.
	Partner string `bun:",nullzero"`
	// Role is that of a personal token. It is worth no more than the role of the account at the time.
	Role    Role             `bun:",nullzero"`
	Locales []content.Locale `bun:",array"`
	// Origins are the web origins whose pages a partner may embed in.
	Origins []string `bun:",array"`
}

// Grant is what a personal token is trusted with: no more than its owner is by now.
func (t *Token) Grant() Grant {
	if t.Owner == nil {
		return Grant{}
	}
	return Grant{Role: t.Role, Locales: t.Locales}.within(t.Owner.Grant())
}

// NewPersonalToken is a token to be made for a person's programs.
type NewPersonalToken struct {
	AccountID uuid.UUID
	Name      string
	// Grant is at most that of the account.
	Grant
	// Scopes are READ, WRITE or both.
	Scopes []credential.Scope
	// ExpiresAt is when it ends; nil: when it is revoked.
	ExpiresAt *time.Time
}

// CreatePersonalToken makes a token of a person. The secret is shown this once.
func (s *Store) CreatePersonalToken(ctx context.Context, wanted NewPersonalToken) (*Token, credential.Secret, error) {
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
		return nil, "", fault.Conflicting("accountId", "disabled", "the account is disabled")
	case left.Role != wanted.Role:
		return nil, "", fault.Invalid("role", "max", "it must be at most that of the account, %s", account.Role)
	case len(left.Locales) != len(wanted.Locales):
		return nil, "", fault.Invalid("locales", "max", "they must be languages of the account")
	}
	return s.createToken(ctx, &Token{
		Kind: PersonalToken, Name: wanted.Name, AccountID: account.ID, Role: wanted.Role,
		Locales: wanted.Locales,
	}, wanted.Scopes, []credential.Scope{credential.Read, credential.Write}, wanted.ExpiresAt)
}

// NewPartnerToken is a token to be made for a partner's website.
type NewPartnerToken struct {
	// Partner is the name of the partner.
	Partner, Name string
	// Scopes are READ, EMBED or both.
	Scopes []credential.Scope
	// Origins are those of its pages, such as https://town.example. EMBED needs at least one.
	Origins []string
	// ExpiresAt is when it ends; nil: when it is revoked.
	ExpiresAt *time.Time
}

// CreatePartnerToken makes a token of a partner. The secret is shown this once.
func (s *Store) CreatePartnerToken(ctx context.Context, wanted NewPartnerToken) (*Token, credential.Secret, error) {
	partner := strings.TrimSpace(wanted.Partner)
	if err := checkLine("partner", partner); err != nil {
		return nil, "", err
	}
	origins := make([]string, len(wanted.Origins))
	for i, origin := range wanted.Origins {
		normal, err := normalOrigin(origin)
		if err != nil {
			return nil, "", fault.Invalid(fault.Path("origins", i), "origin", "%s", err)
		}
		origins[i] = normal
	}
	if slices.Contains(wanted.Scopes, credential.Embed) && len(origins) == 0 {
		return nil, "", fault.Invalid("origins", "required", "to embed, at least one origin is needed")
	}
	return s.createToken(ctx, &Token{
		Kind: PartnerToken, Name: wanted.Name, Partner: partner, Origins: origins,
	}, wanted.Scopes, []credential.Scope{credential.Read, credential.Embed}, wanted.ExpiresAt)
}

func (s *Store) createToken(ctx context.Context, token *Token, scopes, allowed []credential.Scope, expiresAt *time.Time) (_ *Token, secret credential.Secret, err error) {
	token.Name = strings.TrimSpace(token.Name)
	if err := checkName(token.Name); err != nil {
		return nil, "", err
	}
	if token.Token, secret, err = s.credentials.Issue(forms[token.Kind], scopes, allowed, expiresAt); err != nil {
		return nil, "", err
	}
	// A nil list would be NULL in the database.
	token.Locales, token.Origins = append([]content.Locale{}, token.Locales...), append([]string{}, token.Origins...)
	if _, err := s.db.NewInsert().Model(token).Exec(ctx); err != nil {
		return nil, "", err
	}
	return token, secret, nil
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
		return nil, noToken()
	}
	return tokens[0], nil
}

// Revoke takes a token back, from now on and for ever, and answers it. One that was taken back stays so.
func (s *Store) Revoke(ctx context.Context, id uuid.UUID) (*Token, error) {
	var revoked []*Token
	err := s.db.NewUpdate().Model(&revoked).Set("revoked_at = coalesce(t.revoked_at, ?)", s.now()).Where("t.id = ?", id).Returning("*").Scan(ctx)
	if err != nil {
		return nil, err
	}
	if len(revoked) == 0 {
		return nil, noToken()
	}
	return revoked[0], nil
}

func noToken() error { return fault.Missing("id", "there is no such token") }
