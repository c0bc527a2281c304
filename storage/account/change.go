package account

import (
	"context"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// ChangeRole gives an account another role, from its next request on. The last administrator stays one.
func (s *Store) ChangeRole(ctx context.Context, id uuid.UUID, grant Grant) error {
	if err := s.checkGrant(grant); err != nil {
		return err
	}
	return s.change(ctx, id, func(ctx context.Context, tx bun.Tx, account *Account) error {
		if grant.Role != Admin {
			if err := keepAdministrator(ctx, tx, account); err != nil {
				return err
			}
		}
		account.Role, account.Locales = grant.Role, append([]content.Locale{}, grant.Locales...)
		return nil
	})
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

// Disable ends all sessions of an account and lets none begin; its tokens are good for nothing. The last administrator
// cannot be disabled.
func (s *Store) Disable(ctx context.Context, id uuid.UUID) error {
	return s.change(ctx, id, func(ctx context.Context, tx bun.Tx, account *Account) error {
		if account.DisabledAt != nil {
			return nil
		}
		if err := keepAdministrator(ctx, tx, account); err != nil {
			return err
		}
		now := s.now()
		account.DisabledAt = &now
		account.Epoch++
		return nil
	})
}

// Enable takes Disable back. Sessions that were ended stay so; tokens are good again.
func (s *Store) Enable(ctx context.Context, id uuid.UUID) error {
	return s.change(ctx, id, func(_ context.Context, _ bun.Tx, account *Account) error {
		account.DisabledAt = nil
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
		_, err = tx.NewUpdate().Model(account).Column("role", "locales", "password", "epoch", "disabled_at").WherePK().Exec(ctx)
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
	return conflict("id", "lastAdministrator", "it is the last administrator; make another one first")
}
