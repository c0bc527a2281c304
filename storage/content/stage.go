package content

// Stage says which of the two sides of the hub something is about.
type Stage string

// The stages.
const (
	StageLive  Stage = "LIVE"
	StageDraft Stage = "DRAFT"
)
