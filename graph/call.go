package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Call() generated.CallResolver { return &callResolver{r} }

type callResolver struct{ *Resolver }
