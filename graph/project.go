package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Output() generated.OutputResolver { return &outputResolver{r} }

func (r *Resolver) Phase() generated.PhaseResolver { return &phaseResolver{r} }

func (r *Resolver) Project() generated.ProjectResolver { return &projectResolver{r} }

type (
	outputResolver  struct{ *Resolver }
	phaseResolver   struct{ *Resolver }
	projectResolver struct{ *Resolver }
)
