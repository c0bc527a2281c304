package review

import "github.com/cocreated/hub/storage/fault"

var (
	// errOutdated refuses to decide on a text that is no longer what was submitted.
	errOutdated = fault.Conflicting("id", "outdated", "the text was changed after it was submitted; submit it again")
	errDeleted  = fault.Conflicting("id", "deleted", "the entry was deleted")
)
