package edit

import "github.com/cocreated/hub/storage/content"

// Payload is what became of a write of one entry of the kind T.
type Payload[T any] struct {
	// Entry as its draft is now; nil where nothing was written.
	Entry *T
	// Changes that were made; of a dry run, that would have been.
	Changes []*FieldChange
	// UserErrors are what is wrong with the input.
	UserErrors []*UserError
}

// FieldChange is one field before and after a write.
type FieldChange struct {
	// Field is its path, such as `fields.code` or `texts.it.title`.
	Field string
	// Part is the id of the part it belongs to; nil for the entry's own.
	Part *string
	// Locale is the language, of a field that depends on it.
	Locale *content.Locale
	// Before and After are text as it is, and anything else as JSON; nil is no value.
	Before, After *string
}

// EntryPayload is what became of a write of an entry of any kind.
type EntryPayload struct {
	Entry      content.Row
	Changes    []*FieldChange
	UserErrors []*UserError
}

// BulkErrorPolicy is an enum of the schema.
type BulkErrorPolicy string

// What becomes of the other writes when one of several fails.
const (
	RollBackAll  BulkErrorPolicy = "ROLL_BACK_ALL"
	SkipFailures BulkErrorPolicy = "SKIP_FAILURES"
)

// BulkPayload is what became of several writes.
type BulkPayload struct {
	Results    []*EntryPayload
	Written    int
	UserErrors []*UserError
}
