package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
)

// operator is who acts at the command line, as the audit trail has it.
var operator = act.Actor{Label: "command line"}

type accountCommand struct {
	Create   accountCreateCommand   `cmd:"" help:"Make an account. The password is asked for, or read from standard input."`
	Password accountPasswordCommand `cmd:"" help:"Set the password of an account, and sign it out everywhere. The password is asked for, or read from standard input."`
}

type accountCreateCommand struct {
	Email     string           `arg:"" help:"E-mail address to sign in with."`
	Name      string           `required:"" help:"Name of the person."`
	Role      string           `required:"" help:"What it is trusted with: translator, editor, publisher or admin."`
	Languages []content.Locale `help:"Languages of a translator, such as it,fr."`
}

// Run makes an account.
func (c *accountCreateCommand) Run(ctx context.Context, settings *Settings) error {
	password, err := askPassword(os.Stdin, os.Stderr)
	if err != nil {
		return err
	}
	return settings.withAccounts(ctx, func(_ *opened, accounts *account.Store) error {
		_, err := accounts.As(operator).Create(ctx, account.NewAccount{Email: c.Email, Name: c.Name, Password: password, Grant: grant(c.Role, c.Languages)})
		return err
	})
}

type accountPasswordCommand struct {
	Email string `arg:"" help:"E-mail address of the account."`
}

// Run sets a password, for those who cannot sign in to do it.
func (c *accountPasswordCommand) Run(ctx context.Context, settings *Settings) error {
	password, err := askPassword(os.Stdin, os.Stderr)
	if err != nil {
		return err
	}
	return settings.withAccounts(ctx, func(_ *opened, accounts *account.Store) error {
		found, err := accounts.FindByEmail(ctx, c.Email)
		if err != nil {
			return err
		}
		return accounts.As(operator).ChangePassword(ctx, found.ID, "", password)
	})
}

// withAccounts opens the hub, also beside one that serves, for something to do with its accounts.
func (s *Settings) withAccounts(ctx context.Context, do func(*opened, *account.Store) error) (err error) {
	hub, err := s.open(ctx, quiet(), beside)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.close()) }()
	accounts, err := hub.Accounts(time.Now)
	if err != nil {
		return err
	}
	return do(hub, accounts)
}

// askPassword reads a password: as it is typed, without showing it, or as the first line of what a script sends.
func askPassword(from *os.File, to io.Writer) (string, error) {
	if !term.IsTerminal(int(from.Fd())) {
		line, err := bufio.NewReader(from).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	fmt.Fprint(to, "Password: ")
	typed, err := term.ReadPassword(int(from.Fd()))
	fmt.Fprintln(to)
	return string(typed), err
}
