package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
)

type tokenCommand struct {
	Create tokenCreateCommand `cmd:"" help:"Make a token for a program, and print it alone. It is shown this once."`
}

type tokenCreateCommand struct {
	Name      string           `required:"" help:"What it is for, such as \"import from the website\"."`
	Role      string           `required:"" help:"What it is trusted with: translator, editor, publisher or admin."`
	Languages []content.Locale `help:"Languages of a translator, such as it,fr."`
	Scopes    []string         `default:"read,write" help:"What it may be used for: read, write or both."`
	Expires   time.Duration    `help:"After how long it ends, such as 720h; by default when it is revoked."`
	Email     string           `default:"admin@localhost" help:"Account that it belongs to. It never may more than the account."`
}

// Run makes a token. Nothing but the token is printed to standard output, so that scripts can take it from there.
func (c *tokenCreateCommand) Run(ctx context.Context, settings *Settings) error {
	return settings.withAccounts(ctx, func(hub *opened, accounts *account.Store) error {
		// Before its first start the hub has nobody to whom a token could belong.
		welcome, err := hub.welcome(ctx, accounts)
		if err != nil {
			return err
		}
		fmt.Fprint(os.Stderr, welcome)
		owner, err := accounts.FindByEmail(ctx, c.Email)
		if err != nil {
			return fmt.Errorf("%s: %w; --email names another account, hub account create makes one", c.Email, err)
		}
		_, secret, err := accounts.As(operator).CreatePersonalToken(ctx, c.wanted(owner, time.Now()))
		if err != nil {
			return err
		}
		fmt.Println(secret.Reveal())
		return nil
	})
}

func (c *tokenCreateCommand) wanted(owner *account.Account, now time.Time) account.NewPersonalToken {
	wanted := account.NewPersonalToken{AccountID: owner.ID, Name: c.Name, Grant: grant(c.Role, c.Languages)}
	for _, scope := range c.Scopes {
		wanted.Scopes = append(wanted.Scopes, credential.Scope(strings.ToUpper(scope)))
	}
	if c.Expires != 0 {
		expiry := now.Add(c.Expires)
		wanted.ExpiresAt = &expiry
	}
	return wanted
}

// grant reads a role as people type it.
func grant(role string, locales []content.Locale) account.Grant {
	return account.Grant{Role: account.Role(strings.ToUpper(role)), Locales: locales}
}
