package policy

import (
	"strings"
	"unicode"

	"github.com/cocreated/hub/storage/account"
)

// Rule is who may ask for a field.
type Rule struct {
	// Role is the least that is needed; empty: everybody may ask.
	Role account.Role
	// InPerson keeps out tokens.
	InPerson bool
}

// Check refuses who may not ask.
func (r Rule) Check(c account.Credential, scope account.Scope) error {
	if r.Role == "" {
		return nil
	}
	if err := Require(c, r.Role, scope); err != nil || !r.InPerson {
		return err
	}
	return inPerson(c)
}

// rules are those for changes. Changes are named noun first, as in `courseUpdate`; the noun may be any kind of content, so
// the verb decides, but for what stands here by its whole name or by its noun.
var rules = struct{ byName, byNoun, byVerb map[string]Rule }{
	byName: map[string]Rule{
		// Everybody's own; what is somebody else's needs an administrator.
		"accountPasswordChange":    {Role: account.Translator, InPerson: true},
		"accountSignOutEverywhere": {Role: account.Translator},
		"tokenCreate":              {Role: account.Translator, InPerson: true},
		"tokenRevoke":              {Role: account.Translator},
		// An account may come with a password, and a role that is given to somebody stays when the token is revoked.
		"accountCreate": {Role: account.Admin, InPerson: true},
		"accountUpdate": {Role: account.Admin, InPerson: true},
		// Tracks of their languages; the engine looks at what changes.
		"assetTextTrackPut": {Role: account.Translator},
		// Each of its writes is decided on by itself.
		"bulkWrite": {Role: account.Translator},
		// What one has submitted oneself; what somebody else has needs an editor.
		"reviewWithdraw": {Role: account.Translator},
		"reviewSendBack": {Role: account.Editor},
		// What one is uploading oneself; what somebody else is needs an administrator.
		"assetProcess":        {Role: account.Editor},
		"assetUploadStart":    {Role: account.Editor},
		"assetUploadComplete": {Role: account.Editor},
		"assetUploadCancel":   {Role: account.Editor},
		"assetUploadFile":     {Role: account.Editor},
	},
	byNoun: map[string]Rule{
		"account":  {Role: account.Admin},
		"token":    {Role: account.Admin},
		"release":  {Role: account.Publisher},
		"schedule": {Role: account.Publisher},
		"xliff":    {Role: account.Translator},
	},
	byVerb: map[string]Rule{
		// Translators, in their languages only; the engine looks at what changes.
		"update":  {Role: account.Translator},
		"confirm": {Role: account.Translator},
		"submit":  {Role: account.Translator},
		"comment": {Role: account.Translator},

		"create":  {Role: account.Editor},
		"delete":  {Role: account.Editor},
		"recover": {Role: account.Editor},
		"restore": {Role: account.Editor},
		"undo":    {Role: account.Editor},
		"assign":  {Role: account.Editor},
		"approve": {Role: account.Editor},

		"publish":   {Role: account.Publisher},
		"unpublish": {Role: account.Publisher},
		"schedule":  {Role: account.Publisher},
	},
}

// For is the rule for a field of Mutation. It is false for one that nobody has decided on.
func For(mutation string) (Rule, bool) {
	words := split(mutation)
	for _, table := range []struct {
		of  map[string]Rule
		key string
	}{
		{rules.byName, mutation},
		{rules.byNoun, words[0]},
		{rules.byVerb, words[len(words)-1]},
	} {
		if rule, decided := table.of[table.key]; decided {
			return rule, true
		}
	}
	return Rule{}, false
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
