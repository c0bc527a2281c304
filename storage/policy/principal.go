package policy

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
)

// Kind is by what a principal is known.
type Kind string

const (
	// Public is nobody in particular.
	Public Kind = ""
	// Session is a person who signed in.
	Session Kind = "SESSION"
	// PersonalToken is a program that works for a person.
	PersonalToken = Kind(account.PersonalToken)
	// PartnerToken is a partner's website: it reads what is live, and embeds on its own pages.
	PartnerToken = Kind(account.PartnerToken)
)

// Principal is who asks, with what is known of the credential that they came with, and what is decided on. It is made
// anew for each request, so it is as good as the account is at that moment. The zero value is the public.
type Principal struct {
	Kind Kind
	// AccountID is that of the person, or zero.
	AccountID uuid.UUID
	// TokenID is that of the token, or zero.
	TokenID uuid.UUID
	// Name is that of the person or the partner, for histories.
	Name string
	// Role is empty for the public and for partners.
	Role account.Role
	// Locales are those that a translator may write in; empty for all other roles.
	Locales []content.Locale
	// Scopes are what the credential may be used for.
	Scopes []credential.Scope
	// Origins are the web origins whose pages a partner may embed in.
	Origins []string
}

// OfAccount is a person in person: somebody who has signed in, or for whom something is done that they have asked for.
func OfAccount(a *account.Account) Principal {
	return Principal{
		Kind: Session, AccountID: a.ID, Name: a.Name, Role: a.Role, Locales: a.Locales,
		Scopes: []credential.Scope{credential.Read, credential.Write},
	}
}

// OfToken is a partner, or a program of a person, by a token that was found with its owner.
func OfToken(t *account.Token) Principal {
	of := Principal{Kind: Kind(t.Kind), TokenID: t.ID, Scopes: t.Scopes}
	if t.Owner == nil {
		of.Name, of.Origins = t.Partner, t.Origins
		return of
	}
	grant := t.Grant()
	of.AccountID, of.Name, of.Role, of.Locales = t.AccountID, t.Owner.Name, grant.Role, grant.Locales
	return of
}

// IsPublic tells whether it is nobody in particular.
func (p Principal) IsPublic() bool { return p.Kind == Public }

// Has tells whether the credential may be used for something.
func (p Principal) Has(scope credential.Scope) bool { return slices.Contains(p.Scopes, scope) }

// Translates tells whether its role lets it write in a language. It does not look at scopes.
func (p Principal) Translates(locale content.Locale) bool {
	return p.Role.AtLeast(account.Editor) || p.Role == account.Translator && slices.Contains(p.Locales, locale)
}

// AllowsOrigin tells whether pages of an origin, as browsers write it, may use the credential.
func (p Principal) AllowsOrigin(origin string) bool {
	return p.Kind != PartnerToken || slices.Contains(p.Origins, origin)
}

// Actor is the principal as who changes something, by a request that is logged under an id.
func (p Principal) Actor(requestID string) act.Actor {
	return act.Actor{AccountID: p.AccountID, TokenID: p.TokenID, RequestID: requestID, Permit: p.May}
}
