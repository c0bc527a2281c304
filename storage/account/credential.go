package account

import (
	"slices"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// Kind is by what somebody is known.
type Kind string

const (
	// Public is nobody in particular.
	Public Kind = ""
	// Session is a person who signed in.
	Session Kind = "SESSION"
	// PersonalToken is a program that works for a person.
	PersonalToken Kind = "PERSONAL_TOKEN"
	// PartnerToken is a partner's website: it reads what is live, and embeds on its own pages.
	PartnerToken Kind = "PARTNER_TOKEN"
)

// Scope is what a token may be used for, within its role.
type Scope string

const (
	// Read is to read: what is live for partners, drafts too for people.
	Read Scope = "READ"
	// Write is to change something.
	Write Scope = "WRITE"
	// Embed is to show content in pages of the registered origins.
	Embed Scope = "EMBED"
)

// Credential is who asks, and what policies decide on. It is made anew for each request, so it is as good as the account
// is at that moment. The zero value is the public.
type Credential struct {
	Kind Kind
	// AccountID is that of the person, or zero.
	AccountID uuid.UUID
	// TokenID is that of the token, or zero.
	TokenID uuid.UUID
	// Name is that of the person or the partner, for histories.
	Name string
	// Role is empty for the public and for partners.
	Role Role
	// Locales are those that a translator may write in; empty for all other roles.
	Locales []content.Locale
	// Scopes are what it may be used for.
	Scopes []Scope
	// Origins are the web origins whose pages a partner may embed in.
	Origins []string
}

// IsPublic tells whether it is nobody in particular.
func (c Credential) IsPublic() bool { return c.Kind == Public }

// Has tells whether it may be used for something.
func (c Credential) Has(scope Scope) bool { return slices.Contains(c.Scopes, scope) }

// Translates tells whether its role lets it write in a language. It does not look at scopes.
func (c Credential) Translates(locale content.Locale) bool {
	return c.Role.AtLeast(Editor) || c.Role == Translator && slices.Contains(c.Locales, locale)
}

// AllowsOrigin tells whether pages of an origin, as browsers write it, may use it.
func (c Credential) AllowsOrigin(origin string) bool {
	return c.Kind != PartnerToken || slices.Contains(c.Origins, origin)
}
