package account

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// usedEvery is how often at most it is written down that a token is in use.
const usedEvery = time.Minute

// tokenOf is a token with what is needed of its account.
type tokenOf struct {
	bun.BaseModel `bun:"table:hub.tokens,alias:t"`
	Token         `bun:",extend"`

	AccountName     string           `bun:",scanonly"`
	AccountRole     Role             `bun:",scanonly"`
	AccountLocales  []content.Locale `bun:",scanonly,array"`
	AccountDisabled bool             `bun:",scanonly"`
}

// Authenticate is the credential of a token. It fails as [Refusal].
func (s *Store) Authenticate(ctx context.Context, secret string) (*Credential, error) {
	kind, ok := kindOf(secret)
	if !ok {
		return nil, refuse(Malformed, badCredential)
	}
	var found []*tokenOf
	err := s.db.NewSelect().Model(&found).ColumnExpr("t.*").
		ColumnExpr("coalesce(a.name, '') AS account_name, coalesce(a.role, '') AS account_role").
		ColumnExpr("coalesce(a.locales, '{}') AS account_locales, a.disabled_at IS NOT NULL AS account_disabled").
		Join("LEFT JOIN hub.accounts AS a ON a.id = t.account_id").
		Where("t.hash = ? AND t.kind = ?", hashToken(secret), kind).Scan(ctx)
	if err != nil {
		return nil, err
	}
	now := s.now()
	if len(found) == 0 {
		return nil, refuse(Unknown, badCredential)
	}
	token := found[0]
	switch {
	case token.RevokedAt != nil:
		return nil, refuse(Revoked, badCredential)
	case token.ExpiresAt != nil && !now.Before(*token.ExpiresAt):
		return nil, refuse(Expired, badCredential)
	case token.AccountDisabled:
		return nil, refuse(AccountDisabled, badCredential)
	}
	if token.LastUsedAt == nil || now.Sub(*token.LastUsedAt) >= usedEvery {
		// Nodes that see the token at once write once.
		_, err := s.db.NewRaw("UPDATE hub.tokens SET last_used_at = ?0 WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at <= ?2)",
			now, token.ID, now.Add(-usedEvery)).Exec(ctx)
		if err != nil {
			return nil, err
		}
	}
	return token.credential(), nil
}

func (t *tokenOf) credential() *Credential {
	credential := &Credential{Kind: t.Kind, TokenID: t.ID, Scopes: t.Scopes}
	if t.Kind == PartnerToken {
		credential.Name, credential.Origins = t.Partner, t.Origins
		return credential
	}
	left := Grant{Role: t.Role, Locales: t.Locales}.within(Grant{Role: t.AccountRole, Locales: t.AccountLocales})
	credential.AccountID, credential.Name = t.AccountID, t.AccountName
	credential.Role, credential.Locales = left.Role, left.Locales
	return credential
}
