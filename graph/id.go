package graph

import (
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// decodeAs reads the id of something that is no content, such as an account.
func decodeAs(kind, id string) (uuid.UUID, error) {
	of, decoded, err := content.DecodeID("id", id)
	if err == nil && of != kind {
		err = fault.Invalid("id", "kind", "it is the id of something else")
	}
	return decoded, err
}
