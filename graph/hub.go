package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/model"
	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *queryResolver) Hub(ctx context.Context) (*model.Hub, error) {
	return &model.Hub{
		Name:              r.name,
		Version:           r.version,
		Locales:           languages(r.store.Languages[content.ContentLanguages]),
		NewsletterLocales: languages(r.store.Languages[kind.NewsletterLanguages]),
	}, nil
}

func (r *queryResolver) Node(ctx context.Context, view view.View, id string) (content.Node, error) {
	if _, _, err := content.DecodeID("id", id); err != nil {
		return nil, err
	}
	nodes, err := r.Nodes(ctx, view, []string{id})
	if err != nil {
		return nil, err
	}
	return nodes[0], nil
}

func (r *queryResolver) Nodes(ctx context.Context, view view.View, ids []string) ([]content.Node, error) {
	reader, err := r.reader(ctx, view)
	if err != nil {
		return nil, err
	}
	return content.Nodes(ctx, reader, ids)
}

func (r *Resolver) Query() generated.QueryResolver { return &queryResolver{r} }

type queryResolver struct{ *Resolver }
