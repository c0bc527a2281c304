// Package policy decides who may do what, in this one place. It is asked by the edge before anything is done, and by the
// engine when it knows what is about to change.
//
// Who is nobody in particular is told to sign in ([fault.Unauthenticated]); who is known is told what is missing
// ([fault.Forbidden]).
package policy

import (
	"fmt"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/fault"
)

// Require refuses who is not trusted with a role, and who may not use it for that: a token is made for some things only.
func Require(c account.Credential, role account.Role, scope account.Scope) error {
	switch {
	case c.IsPublic():
		return signIn()
	case !c.Role.AtLeast(role):
		return forbid("this needs the role %s or one above it", role)
	case !c.Has(scope):
		return forbid("this needs a token with the scope %s", scope)
	}
	return nil
}

// ReadDrafts refuses who may see only what is published: the public, and partners.
func ReadDrafts(c account.Credential) error { return Require(c, account.Translator, account.Read) }

// Administers tells whether it may read and change what belongs to others.
func Administers(c account.Credential) bool { return c.Role.AtLeast(account.Admin) }

// OwnOrAdmin refuses who asks for what belongs to another account, but for administrators.
func OwnOrAdmin(c account.Credential, owner uuid.UUID) error {
	switch {
	case c.IsPublic():
		return signIn()
	case Administers(c), c.AccountID != uuid.Nil && c.AccountID == owner:
		return nil
	}
	return forbid("it belongs to somebody else")
}

// inPerson refuses tokens. Passwords and tokens open doors: a token that leaked must not open more of them than its own.
func inPerson(c account.Credential) error {
	if c.Kind != account.Session {
		return forbid("a token cannot do this; sign in instead")
	}
	return nil
}

// SeesAddress tells whether it may see the e-mail address of an account.
func SeesAddress(c account.Credential, owner uuid.UUID) bool { return OwnOrAdmin(c, owner) == nil }

// MakePartnerTokens refuses who may not let partners in.
func MakePartnerTokens(c account.Credential) error { return Require(c, account.Admin, account.Write) }

// Introspect refuses who may not read the schema, where it is not for everybody.
func Introspect(c account.Credential, public bool) error {
	if public || !c.IsPublic() {
		return nil
	}
	return signIn()
}

func signIn() error {
	return &fault.Error{Code: fault.Unauthenticated, Message: "sign in, or send a token, to do this"}
}

func forbid(format string, args ...any) error {
	return &fault.Error{Code: fault.Forbidden, Message: fmt.Sprintf(format, args...)}
}
