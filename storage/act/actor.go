// Package act says who does what: the actor, the act that a decision is about, and the audit
// trail that it leaves.
package act

import (
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// Actor is who changes something. The zero value is the operator, on the command
// line, who may do everything.
type Actor struct {
	// AccountID is that of the person; zero where no account acts.
	AccountID uuid.UUID
	// TokenID is that of the token used, or zero.
	TokenID uuid.UUID
	// Label names what acts without an account, such as an import.
	Label string
	// RequestID is under which the request is logged.
	RequestID string
	// Permit decides what the actor may do; nil permits everything.
	Permit Permit
}

// Permit answers nil where an act is allowed, and else a [fault.Error] that says why not.
type Permit func(Act) error

// Verb is what is done.
type Verb string

// The verbs of the engine; they stand in revisions and in the audit trail.
const (
	VerbImport    Verb = "IMPORT"
	VerbCreate    Verb = "CREATE"
	VerbUpdate    Verb = "UPDATE"
	VerbTranslate Verb = "TRANSLATE"
	VerbConfirm   Verb = "CONFIRM"
	VerbDelete    Verb = "DELETE"
	VerbRecover   Verb = "RECOVER"
	VerbRestore   Verb = "RESTORE"
	VerbUndo      Verb = "UNDO"
	VerbPublish   Verb = "PUBLISH"
	VerbUnpublish Verb = "UNPUBLISH"
	VerbExport    Verb = "EXPORT"
	// VerbSchedule plans a change of the live stage, VerbRelease groups several; both
	// stand for taking that back, too.
	VerbSchedule Verb = "SCHEDULE"
	VerbRelease  Verb = "RELEASE"
)

// Act is what somebody is about to do, as far as a decision needs to know.
type Act struct {
	Verb Verb
	Kind string
	// SourceLocale is that of the entry.
	SourceLocale content.Locale
	// Changes are the fields that change, such as `fields.code` or `texts.it.title`;
	// those of parts begin with `parts[` and the id of the part.
	Changes []string
	// Locales are the languages in which a text changes or is published.
	Locales []content.Locale
	// Owner is the account whose it is that is acted on, where it is somebody's: an account, a token, an upload. Zero: it is
	// nobody's in particular.
	Owner uuid.UUID
	// TextsOnly says that nothing changes but what these languages say.
	TextsOnly bool
}

// May answers nil where the actor may do that, and else a [fault.Error] that says why not.
func (a Actor) May(act Act) error {
	if a.Permit == nil {
		return nil
	}
	return a.Permit(act)
}
