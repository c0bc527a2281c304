package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *domainResolver) Terms(ctx context.Context, obj *kind.Domain, first int) ([]*kind.Term, error) {
	return content.Referring[kind.Term](ctx, obj, "domain", first)
}

func (r *Resolver) Domain() generated.DomainResolver { return &domainResolver{r} }

type domainResolver struct{ *Resolver }
