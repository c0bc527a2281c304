package account

import (
	"context"
	"database/sql"
	"errors"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"golang.org/x/text/unicode/norm"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// Account is a person who works in the hub.
type Account struct {
	bun.BaseModel `bun:"table:hub.accounts,alias:a"`

	ID    uuid.UUID `bun:",pk"`
	Email string
	Name  string
	// PasswordHash is a PHC string; empty: the person signs in by a provider only.
	PasswordHash string `bun:"password,nullzero" json:"-"`
	OIDCIssuer   string `bun:"oidc_issuer,nullzero"`
	OIDCSubject  string `bun:"oidc_subject,nullzero"`
	Role         Role
	Locales      []content.Locale `bun:",array"`
	// Epoch is that in which a session has to have begun to be good; see [Store.Session].
	Epoch        int
	CreatedAt    time.Time
	DisabledAt   *time.Time
	LastSignInAt *time.Time
}

// Grant is what the account is trusted with.
func (a *Account) Grant() Grant { return Grant{Role: a.Role, Locales: a.Locales} }

// NewAccount is an account to be made.
type NewAccount struct {
	Email, Name string
	// Password may be left out for who signs in by a provider.
	Password string
	// Issuer and Subject are how a provider knows the person, if one does.
	Issuer, Subject string
	Grant
}

const (
	maxEmail = 254
	maxName  = 200
)

// Create makes an account.
func (s *Store) Create(ctx context.Context, wanted NewAccount) (*Account, error) {
	account := &Account{
		Email: normalEmail(wanted.Email), Name: normalName(wanted.Name),
		OIDCIssuer: wanted.Issuer, OIDCSubject: wanted.Subject,
		Role: wanted.Role, Locales: append([]content.Locale{}, wanted.Locales...), Epoch: 1, CreatedAt: s.now(),
	}
	if err := errors.Join(checkEmail(account.Email), checkName(account.Name), s.checkGrant(wanted.Grant)); err != nil {
		return nil, err
	}
	if (wanted.Issuer == "") != (wanted.Subject == "") {
		return nil, fault.Invalid("subject", "required", "a provider's issuer and subject go together")
	}
	var err error
	if wanted.Password != "" {
		if account.PasswordHash, err = s.newHash(ctx, wanted.Password, account); err != nil {
			return nil, err
		}
	}
	if account.ID, err = s.credentials.NewID(); err != nil {
		return nil, err
	}
	result, err := s.db.NewInsert().Model(account).On("CONFLICT DO NOTHING").Exec(ctx)
	if err != nil {
		return nil, err
	}
	if inserted, err := result.RowsAffected(); err != nil || inserted > 0 {
		return account, err
	}
	if _, err := s.FindByEmail(ctx, account.Email); err == nil {
		return nil, fault.Conflicting("email", "unique", "there is an account with this e-mail address already")
	}
	return nil, fault.Conflicting("subject", "unique", "there is an account of this person at the provider already")
}

// newHash checks a password that is to be that of the account, and hashes it.
func (s *Store) newHash(ctx context.Context, password string, account *Account) (string, error) {
	if err := credential.CheckPassword(password, account.Email, account.Name); err != nil {
		return "", err
	}
	return s.credentials.HashPassword(ctx, password)
}

// Find is the account of an id.
func (s *Store) Find(ctx context.Context, id uuid.UUID) (*Account, error) {
	return s.find(ctx, "id", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("a.id = ?", id) })
}

// FindByEmail is the account of an e-mail address, however it is typed.
func (s *Store) FindByEmail(ctx context.Context, email string) (*Account, error) {
	return s.find(ctx, "email", byEmail(email))
}

func byEmail(email string) func(*bun.SelectQuery) *bun.SelectQuery {
	return func(q *bun.SelectQuery) *bun.SelectQuery {
		// The database cannot even be asked for a NUL.
		if strings.ContainsRune(email, 0) {
			return q.Where("FALSE")
		}
		return q.Where("a.email = ?", normalEmail(email))
	}
}

func (s *Store) find(ctx context.Context, field string, where func(*bun.SelectQuery) *bun.SelectQuery) (*Account, error) {
	account := new(Account)
	err := s.db.NewSelect().Model(account).Apply(where).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing(field, "there is no such account")
	}
	if err != nil {
		return nil, err
	}
	return account, nil
}

// List is all accounts, by e-mail address.
func (s *Store) List(ctx context.Context) ([]*Account, error) {
	var accounts []*Account
	err := s.db.NewSelect().Model(&accounts).Order("a.email").Scan(ctx)
	return accounts, err
}

// normalEmail is the one form of an e-mail address, by which accounts are told apart.
func normalEmail(email string) string {
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(email)))
}

// normalName is a name in the one form in which it is kept.
func normalName(name string) string { return strings.TrimSpace(norm.NFC.String(name)) }

func checkEmail(email string) error {
	parsed, err := mail.ParseAddress(email)
	switch {
	case email == "":
		return fault.Invalid("email", "required", "it must not be empty")
	case len(email) > maxEmail:
		return fault.Invalid("email", "max", "at most %d characters are allowed", maxEmail)
	case err != nil || parsed.Address != email || parsed.Name != "":
		return fault.Invalid("email", "email", "it must be an e-mail address")
	}
	return nil
}

func checkName(name string) error { return checkLine("name", name) }

// checkLine refuses what is not one short line of text.
func checkLine(field, text string) error {
	switch {
	case text == "":
		return fault.Invalid(field, "required", "it must not be empty")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return fault.Invalid(field, "line", "it must be one line of text")
	case utf8.RuneCountInString(text) > maxName:
		return fault.Invalid(field, "max", "at most %d characters are allowed", maxName)
	}
	return nil
}
