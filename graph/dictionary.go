package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Dictionary() generated.DictionaryResolver { return &dictionaryResolver{r} }

func (r *Resolver) DictionaryEdition() generated.DictionaryEditionResolver {
	return &dictionaryEditionResolver{r}
}

type (
	dictionaryResolver        struct{ *Resolver }
	dictionaryEditionResolver struct{ *Resolver }
)
