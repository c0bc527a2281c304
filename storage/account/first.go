package account

import (
	"context"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/credential"
)

// firstEmail is the address of the first administrator, who has told nobody another one yet.
const firstEmail = "admin@localhost"

// FirstAdministrator makes an administrator where there is no account at all, with a password that a person can copy.
// It is the only time that the password can be seen. Where there is an account it makes nothing and gives nil.
func (s *Store) FirstAdministrator(ctx context.Context) (*Account, credential.Secret, error) {
	var first *Account
	var password credential.Secret
	err := s.write(ctx, func(ctx context.Context, tx bun.Tx) error {
		// Of hubs that start together one makes it.
		if _, err := tx.NewRaw("SELECT pg_advisory_xact_lock(?)", administration).Exec(ctx); err != nil {
			return err
		}
		exists, err := tx.NewSelect().Model((*Account)(nil)).Exists(ctx)
		if err != nil || exists {
			return err
		}
		if password, err = s.credentials.NewPassword(); err != nil {
			return err
		}
		first, err = s.In(tx).Create(ctx, NewAccount{
			Email: firstEmail, Name: "Administrator", Password: password.Reveal(), Grant: Grant{Role: Admin},
		})
		return err
	})
	if err != nil || first == nil {
		return nil, "", err
	}
	return first, password, nil
}
