package graph

import (
	"context"
	"strings"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

// putTextTrack answers `assetTextTrackPut`.
func putTextTrack(ctx context.Context, r *Resolver, file storage.TextTrackFile) (*content.Payload[storage.Asset], error) {
	input, err := r.store.TextTrackUpdate(ctx, file)
	if err != nil {
		answer := &content.Payload[storage.Asset]{Changes: []*content.FieldChange{}}
		answer.UserErrors, err = content.UserErrorsOf(err)
		return answer, err
	}
	answer, err := update[storage.Asset](ctx, r, input)
	if err != nil {
		return nil, err
	}
	// The one track of the update is what the input itself is about.
	for _, problem := range answer.UserErrors {
		if problem.Field != nil {
			field := strings.TrimPrefix(*problem.Field, "textTracks[0].")
			problem.Field = &field
		}
	}
	return answer, nil
}
