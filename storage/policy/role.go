package policy

import (
	"strings"
	"unicode"

	"github.com/cocreated/hub/storage/account"
)

// roles is the least role for a change. Changes are named noun first, as in `courseUpdate`; the noun may be any kind of
// content, so the verb decides, but for what stands here by its whole name or by its noun.
var roles = struct{ byName, byNoun, byVerb map[string]account.Role }{
	byName: map[string]account.Role{
		// Everybody's own; what is somebody else's needs an administrator.
		"accountPasswordChange":    account.Translator,
		"accountSignOutEverywhere": account.Translator,
		"tokenCreate":              account.Translator,
		"tokenRevoke":              account.Translator,
		// Each of its writes is decided on by itself.
		"bulkWrite": account.Translator,
	},
	byNoun: map[string]account.Role{
		"account": account.Admin,
		"token":   account.Admin,
		"release": account.Publisher,
	},
	byVerb: map[string]account.Role{
		// Translators, in their languages only; the engine looks at what changes.
		"update":  account.Translator,
		"confirm": account.Translator,
		"submit":  account.Translator,
		"comment": account.Translator,

		"create":  account.Editor,
		"delete":  account.Editor,
		"recover": account.Editor,
		"restore": account.Editor,
		"undo":    account.Editor,
		"assign":  account.Editor,
		"approve": account.Editor,

		"publish":   account.Publisher,
		"unpublish": account.Publisher,
		"schedule":  account.Publisher,
	},
}

// Role is the least role that a field of Mutation needs. It is false for one that nobody has decided on.
func Role(mutation string) (account.Role, bool) {
	words := split(mutation)
	for _, table := range []struct {
		of  map[string]account.Role
		key string
	}{
		{roles.byName, mutation},
		{roles.byNoun, words[0]},
		{roles.byVerb, words[len(words)-1]},
	} {
		if role, decided := table.of[table.key]; decided {
			return role, true
		}
	}
	return "", false
}

// split takes a name apart: `courseUpdate` is course and update.
func split(name string) []string {
	var words []string
	start := 0
	for i, letter := range name {
		if i > 0 && unicode.IsUpper(letter) {
			words = append(words, strings.ToLower(name[start:i]))
			start = i
		}
	}
	return append(words, strings.ToLower(name[start:]))
}
