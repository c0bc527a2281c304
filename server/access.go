package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/cocreated/hub/server/console"
	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file"
)

// signIn lets people and programs in.
func (s *Settings) signIn(accounts *account.Store, log *slog.Logger) (*signin.SignIn, error) {
	return signin.New(signin.Options{
		Accounts: accounts, PublicURL: s.publicURL(), Proxies: s.TrustedProxies, Provider: s.provider(), RequestID: requestID, Logger: log,
	})
}

// visitor is who looks at the console.
func visitor(ctx context.Context) console.Visitor {
	who := signin.Principal(ctx)
	return console.Visitor{
		Name: who.Name, Role: string(who.Role),
		MayUpload: who.Admit(file.VerbUpload) == nil,
	}
}

// welcome makes the first administrator of the hub's own Postgres, and says how to sign in; where there is an account, it
// says nothing. It can be said this once: print it, and keep it out of logs.
func (o *opened) welcome(ctx context.Context, accounts *account.Store) (string, error) {
	if o.cluster == nil {
		return "", nil
	}
	first, password, err := accounts.FirstAdministrator(ctx)
	if err != nil || first == nil {
		return "", err
	}
	return fmt.Sprintf("\nSign in as the first administrator; this is shown once.\n\n  E-mail      %s\n  Password    %s\n", first.Email, password.Reveal()), nil
}
