package content

// PublishProblemCode is an enum of the schema.
type PublishProblemCode string

// What may be wrong with a change of the live stage.
const (
	RequiredText          PublishProblemCode = "REQUIRED_TEXT"
	RequiredField         PublishProblemCode = "REQUIRED_FIELD"
	RequiredRelation      PublishProblemCode = "REQUIRED_RELATION"
	InvalidValue          PublishProblemCode = "INVALID_VALUE"
	AltTextMissing        PublishProblemCode = "ALT_TEXT_MISSING"
	StaleTranslation      PublishProblemCode = "STALE_TRANSLATION"
	UnpublishedDependency PublishProblemCode = "UNPUBLISHED_DEPENDENCY"
	DeadInternalLink      PublishProblemCode = "DEAD_INTERNAL_LINK"
	SlugTaken             PublishProblemCode = "SLUG_TAKEN"
	Referenced            PublishProblemCode = "REFERENCED"
	EntryMissing          PublishProblemCode = "ENTRY_MISSING"
	NotPermitted          PublishProblemCode = "NOT_PERMITTED"
	InternalProblem       PublishProblemCode = "INTERNAL"
	MissingTranslation    PublishProblemCode = "MISSING_TRANSLATION"
	NotApproved           PublishProblemCode = "NOT_APPROVED"
	NotLive               PublishProblemCode = "NOT_LIVE"
)
