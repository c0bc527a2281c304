package account

import (
	"slices"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// Role is what an account is trusted with. Each role may do what the one before it may.
type Role string

const (
	// Translator writes in the languages that it is bound to.
	Translator Role = "TRANSLATOR"
	// Editor writes in all languages.
	Editor Role = "EDITOR"
	// Publisher decides what the public sees.
	Publisher Role = "PUBLISHER"
	// Admin decides who may do what.
	Admin Role = "ADMIN"
)

// Roles are all roles, from the least to the most trusted.
func Roles() []Role { return []Role{Translator, Editor, Publisher, Admin} }

// Valid tells whether there is such a role; no role at all is none.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// AtLeast tells whether the role is trusted with what the other is. What is no role is trusted with nothing, and
// nothing is enough for it.
func (r Role) AtLeast(other Role) bool {
	return other.Valid() && slices.Index(Roles(), r) >= slices.Index(Roles(), other)
}

// lesser is the role that is trusted with what both are.
func lesser(a, b Role) Role {
	if a.AtLeast(b) {
		return b
	}
	return a
}

// Grant is a role, with the languages that it is bound to if it is [Translator].
type Grant struct {
	Role    Role
	Locales []content.Locale
}

// checkGrant refuses what could not be decided on: an unknown role, a translator of nothing, a language that the hub
// does not have.
func (s *Store) checkGrant(grant Grant) error {
	switch {
	case !grant.Role.Valid():
		return fault.Invalid("role", "oneof", "it must be one of TRANSLATOR, EDITOR, PUBLISHER, ADMIN")
	case grant.Role == Translator && len(grant.Locales) == 0:
		return fault.Invalid("locales", "required", "a translator needs at least one language")
	case grant.Role != Translator && len(grant.Locales) > 0:
		return fault.Invalid("locales", "excluded", "only translators are bound to languages")
	}
	all := s.languages.All()
	for i, locale := range grant.Locales {
		if !slices.Contains(all, locale) {
			return fault.Invalid(fault.Path("locales", i), "locale", "the language %q is not one of this hub's", locale)
		}
		if slices.Contains(grant.Locales[:i], locale) {
			return fault.Invalid(fault.Path("locales", i), "unique", "the language %q is named twice", locale)
		}
	}
	return nil
}

// within is what is left of a grant to a token under that of its account: the lesser role, and the languages of both.
func (g Grant) within(account Grant) Grant {
	left := Grant{Role: lesser(g.Role, account.Role)}
	if left.Role != Translator {
		return left
	}
	switch {
	case account.Role != Translator:
		left.Locales = g.Locales
	case g.Role != Translator:
		left.Locales = account.Locales
	default:
		for _, locale := range g.Locales {
			if slices.Contains(account.Locales, locale) {
				left.Locales = append(left.Locales, locale)
			}
		}
	}
	return left
}
