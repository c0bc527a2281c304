package graph

import (
	"context"
	"strings"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

// putTextTrack answers `assetTextTrackPut`.
func putTextTrack(ctx context.Context, r *Resolver, file storage.TextTrackFile) (*edit.Payload[kind.Asset], error) {
	input, err := r.store.TextTrackUpdate(ctx, file)
	if err != nil {
		answer := &edit.Payload[kind.Asset]{Changes: []*edit.FieldChange{}}
		answer.UserErrors, err = edit.UserErrorsOf(err)
		return answer, err
	}
	answer, err := update[kind.Asset](ctx, r, input)
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
