package graph

import (
	"context"

	"github.com/cocreated/hub/graph/model"
)

func (r *queryResolver) Viewer(ctx context.Context) (*model.Viewer, error) {
	return viewer(r.credential(ctx)), nil
}
