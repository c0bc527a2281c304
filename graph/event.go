package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Event() generated.EventResolver { return &eventResolver{r} }

type eventResolver struct{ *Resolver }
