package account

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Change is what is to change of an account; what is nil stays as it is.
type Change struct {
	Name *string
	// Role and Locales are a grant together: a role without languages is bound to none.
	Role    *Role
	Locales []content.Locale
	// Disabled ends all sessions and lets none begin, and tokens are good for nothing. Taken back, sessions that were
	// ended stay so; tokens are good again.
	Disabled *bool
}

// Update changes an account, from its next request on. The last administrator stays one.
func (s *Store) Update(ctx context.Context, id uuid.UUID, change Change) error {
	return s.change(ctx, id, func(ctx context.Context, tx bun.Tx, account *Account) error {
		before := *account
		if change.Name != nil {
			account.Name = normalName(*change.Name)
			if err := checkName(account.Name); err != nil {
				return err
			}
		}
		if grant, changes := change.grant(account); changes {
			if err := s.checkGrant(grant); err != nil {
				return err
			}
			account.Role, account.Locales = grant.Role, append([]content.Locale{}, grant.Locales...)
		}
		if change.Disabled != nil {
			s.disable(account, *change.Disabled)
		}
		if account.Role == Admin && account.DisabledAt == nil {
			return nil
		}
		return keepAdministrator(ctx, tx, &before)
	})
}

// grant is what the account is to be trusted with.
func (c Change) grant(account *Account) (Grant, bool) {
	grant := account.Grant()
	if c.Role != nil && *c.Role != grant.Role {
		grant = Grant{Role: *c.Role}
	}
	if c.Locales != nil {
		grant.Locales = c.Locales
	}
	return grant, c.Role != nil || c.Locales != nil
}

func (s *Store) disable(account *Account, disabled bool) {
	switch now := s.now(); {
	case !disabled:
		account.DisabledAt = nil
	case account.DisabledAt == nil:
		account.DisabledAt = &now
		account.Epoch++
	}
}

// ChangeRole is [Store.Update] of what an account is trusted with.
func (s *Store) ChangeRole(ctx context.Context, id uuid.UUID, grant Grant) error {
	return s.Update(ctx, id, Change{Role: &grant.Role, Locales: append([]content.Locale{}, grant.Locales...)})
}

// Disable is [Store.Update] that disables an account.
func (s *Store) Disable(ctx context.Context, id uuid.UUID) error {
	disabled := true
	return s.Update(ctx, id, Change{Disabled: &disabled})
}

// Enable takes Disable back.
func (s *Store) Enable(ctx context.Context, id uuid.UUID) error {
	disabled := false
	return s.Update(ctx, id, Change{Disabled: &disabled})
}

// ChangePassword sets a password and ends all sessions of the account. Tokens stay good.
func (s *Store) ChangePassword(ctx context.Context, id uuid.UUID, password string) error {
	// Hashed before the transaction, so that no row is locked for that long.
	account, err := s.Find(ctx, id)
	if err != nil {
		return err
	}
	hashed, err := s.newHash(ctx, password, account)
	if err != nil {
		return err
	}
	return s.change(ctx, id, func(_ context.Context, _ bun.Tx, account *Account) error {
		account.PasswordHash = hashed
		account.Epoch++
		return nil
	})
}

// EndSessions signs an account out everywhere.
func (s *Store) EndSessions(ctx context.Context, id uuid.UUID) error {
	return s.change(ctx, id, func(_ context.Context, _ bun.Tx, account *Account) error {
		account.Epoch++
		return nil
	})
}

// administration is the advisory lock under which administrators are made and unmade, one at a time: two who disable one
// another must not both find that the other is left. The number means nothing.
const administration = 5_310_447_902

// change changes an account that nobody else changes meanwhile.
func (s *Store) change(ctx context.Context, id uuid.UUID, change func(context.Context, bun.Tx, *Account) error) error {
	return s.write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", administration).Exec(ctx); err != nil {
			return err
		}
		account, err := s.In(tx).find(ctx, "id", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Where("a.id = ?", id).For("UPDATE") })
		if err != nil {
			return err
		}
		if err := change(ctx, tx, account); err != nil {
			return err
		}
		// What a sign-in writes meanwhile has columns of its own.
		_, err = tx.NewUpdate().Model(account).Column("name", "role", "locales", "password", "epoch", "disabled_at").WherePK().Exec(ctx)
		return err
	})
}

// keepAdministrator refuses to do without an administrator when no other is left.
func keepAdministrator(ctx context.Context, tx bun.Tx, account *Account) error {
	if account.Role != Admin || account.DisabledAt != nil {
		return nil
	}
	others, err := tx.NewSelect().Model((*Account)(nil)).Where("a.role = ? AND a.disabled_at IS NULL AND a.id <> ?", Admin, account.ID).Exists(ctx)
	if err != nil || others {
		return err
	}
	return fault.Conflicting("id", "lastAdministrator", "it is the last administrator; make another one first")
}
