package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) File() generated.FileResolver { return &fileResolver{r} }

func (r *Resolver) Publication() generated.PublicationResolver { return &publicationResolver{r} }

type (
	fileResolver        struct{ *Resolver }
	publicationResolver struct{ *Resolver }
)
