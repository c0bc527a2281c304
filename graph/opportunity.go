package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Opportunity() generated.OpportunityResolver { return &opportunityResolver{r} }

type opportunityResolver struct{ *Resolver }
