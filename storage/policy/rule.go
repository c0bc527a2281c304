package policy

import (
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/review"
)

// What is done by reading. The verbs of changes are those of the packages that make them.
const (
	// ReadLive is to read what is published, and to hear of it.
	ReadLive act.Verb = "READ_LIVE"
	// ReadDrafts is to read what is not, and what will or might become of it.
	ReadDrafts act.Verb = "READ_DRAFTS"
	// ReadSchema is to read what can be asked for, where that is not for everybody.
	ReadSchema act.Verb = "READ_SCHEMA"
	// ReadBin is to read what was deleted.
	ReadBin act.Verb = "READ_BIN"
	// ReadAudit is to read who did what.
	ReadAudit act.Verb = "READ_AUDIT"
	// ReadUpload is to read how far an upload is, and where to send the rest.
	ReadUpload act.Verb = "READ_UPLOAD"
	// ReadAccount is to read all of an account, with its address and its tokens. Its name stands in histories.
	ReadAccount act.Verb = "READ_ACCOUNT"
	// ReadAddress is to read the e-mail address of an account, wherever it is shown.
	ReadAddress act.Verb = "READ_ADDRESS"
	// ReadAccounts is to read those of all.
	ReadAccounts act.Verb = "READ_ACCOUNTS"
)

// Rule is who may do something. The zero value lets everybody.
type Rule struct {
	// Role is the least that is needed; empty: none is.
	Role account.Role
	// Known keeps out the public only; no role and no scope is needed.
	Known bool
	// Reads says that a token needs the scope READ for it; else it needs WRITE.
	Reads bool
	// InPerson keeps out tokens. Passwords and tokens open doors: a token that leaked must not open more of them than its
	// own, and a role that is given to somebody stays when the token is revoked.
	InPerson bool
	// Own says that it is done to what belongs to an account: for everybody to what is theirs, for administrators to all.
	Own bool
	// TextsOnly says that translators do it, to the texts in their languages and to nothing else.
	TextsOnly bool
}

// rules are who may do what: the one table. What does not stand here is for administrators when it comes to be done, and
// keeps the hub from starting where somebody could ask for it.
var rules = map[act.Verb]Rule{
	act.VerbTranslate: {Role: account.Translator, TextsOnly: true},
	act.VerbConfirm:   {Role: account.Translator, TextsOnly: true},
	act.VerbExport:    {Role: account.Translator, TextsOnly: true},
	act.VerbCreate:    {Role: account.Editor},
	act.VerbUpdate:    {Role: account.Editor},
	act.VerbDelete:    {Role: account.Editor},
	act.VerbRecover:   {Role: account.Editor},
	act.VerbRestore:   {Role: account.Editor},
	act.VerbUndo:      {Role: account.Editor},
	act.VerbPublish:   {Role: account.Publisher},
	act.VerbUnpublish: {Role: account.Publisher},
	act.VerbSchedule:  {Role: account.Publisher},
	act.VerbRelease:   {Role: account.Publisher},

	review.VerbSubmit:   {Role: account.Translator, TextsOnly: true},
	review.VerbComment:  {Role: account.Translator, TextsOnly: true},
	review.VerbWithdraw: {Role: account.Translator, TextsOnly: true},
	review.VerbAssign:   {Role: account.Editor},
	review.VerbApprove:  {Role: account.Editor},
	review.VerbSendBack: {Role: account.Editor},
	review.VerbLink:     {Role: account.Editor},

	file.VerbUpload:  {Role: account.Editor, Own: true},
	file.VerbProcess: {Role: account.Editor},

	account.VerbCreate:         {Role: account.Admin, InPerson: true},
	account.VerbUpdate:         {Role: account.Admin, InPerson: true},
	account.VerbPasswordChange: {Role: account.Translator, InPerson: true, Own: true},
	account.VerbSignOut:        {Role: account.Translator, Own: true},
	account.VerbTokenCreate:    {Role: account.Translator, InPerson: true, Own: true},
	account.VerbTokenRevoke:    {Role: account.Translator, Own: true},

	ReadLive:     {},
	ReadSchema:   {Known: true},
	ReadDrafts:   {Role: account.Translator, Reads: true},
	ReadBin:      {Role: account.Editor, Reads: true},
	ReadAudit:    {Role: account.Admin, Reads: true},
	ReadUpload:   {Role: account.Editor, Reads: true, Own: true},
	ReadAccount:  {Role: account.Translator, Reads: true, Own: true},
	ReadAddress:  {Known: true, Own: true},
	ReadAccounts: {Role: account.Admin, Reads: true},
}

// RuleOf is the rule for something to be done. It is false for what nobody has decided on.
func RuleOf(verb act.Verb) (Rule, bool) {
	rule, decided := rules[verb]
	return rule, decided
}
