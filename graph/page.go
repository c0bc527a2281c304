package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Page() generated.PageResolver { return &pageResolver{r} }

type pageResolver struct{ *Resolver }
