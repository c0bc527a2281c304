// Package policy decides who may do what, in this one place: a [Principal] asks, and by the verb of what it is about to do
// a [Rule] answers. It is asked twice: at the door, where nothing is known but what somebody asks for ([Principal.Admit]),
// and by the transaction that does it, which knows to what ([Principal.May]).
//
// Who is nobody in particular is told to sign in ([fault.Unauthenticated]); who is known is told what is missing
// ([fault.Forbidden]).
package policy

import (
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

// undecided is for what nobody has decided on.
var undecided = Rule{Role: account.Admin}

// Admit refuses who may do it to nothing at all. Who is admitted may still be refused when it is known what it is about.
func (p Principal) Admit(verb act.Verb) error {
	rule, decided := rules[verb]
	if !decided {
		rule = undecided
	}
	return rule.Check(p)
}

// May refuses who may not do that. It is a [act.Permit].
func (p Principal) May(intended act.Act) error {
	// An update of nothing but texts, or of parts that speak one language, is a translation, by whichever way it comes.
	if intended.Verb == act.VerbUpdate && intended.TextsOnly {
		intended.Verb = act.VerbTranslate
	}
	if err := p.Admit(intended.Verb); err != nil {
		return err
	}
	rule := rules[intended.Verb]
	if rule.Own {
		return owns(p, intended.Owner)
	}
	if rule.TextsOnly {
		return translates(p, intended)
	}
	return nil
}

// Check refuses who may not do what is ruled to anything at all.
func (r Rule) Check(p Principal) error {
	if r == (Rule{}) {
		return nil
	}
	scope := credential.Write
	if r.Reads {
		scope = credential.Read
	}
	switch {
	case p.IsPublic():
		return fault.Unidentified("sign in, or send a token, to do this")
	case r.Known:
		return nil
	case !p.Role.AtLeast(r.Role):
		return needs(r.Role)
	case !p.Has(scope):
		return fault.Denied("this needs a token with the scope %s", scope)
	case r.InPerson && p.Kind != Session:
		return fault.Denied("a token cannot do this; sign in instead")
	}
	return nil
}

func needs(role account.Role) error {
	return fault.Denied("this needs the role %s or one above it", role)
}

// owns refuses who acts on what belongs to another account, but for administrators. What is nobody's, such as the token of
// a partner, is theirs.
func owns(p Principal, owner uuid.UUID) error {
	switch {
	case p.Role.AtLeast(account.Admin):
		return nil
	case owner == uuid.Nil:
		return needs(account.Admin)
	case p.AccountID != owner:
		return fault.Denied("it belongs to somebody else")
	}
	return nil
}

// translates refuses translators what is not a text of their languages. A text in the language in which the entry is written is
// no translation, and still theirs where they are bound to that language: typos are found by those who translate.
func translates(p Principal, act act.Act) error {
	if p.Role != account.Translator {
		return nil
	}
	if !act.TextsOnly {
		return fault.Denied("translators change texts only; this needs the role %s", account.Editor)
	}
	if i := slices.IndexFunc(act.Locales, func(locale content.Locale) bool { return !p.Translates(locale) }); i >= 0 {
		return fault.Denied("your languages are %s; %q is not among them", spoken(p.Locales), act.Locales[i])
	}
	return nil
}

// spoken lists languages as a sentence does; in quotes, because some of their tags are words.
func spoken(locales []content.Locale) string {
	if len(locales) == 0 {
		return "none"
	}
	tags := make([]string, len(locales))
	for i, locale := range locales {
		tags[i] = strconv.Quote(string(locale))
	}
	return strings.Join(tags, ", ")
}
