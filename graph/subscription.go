package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/graph/view"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
)

func (r *entryEventResolver) Entry(ctx context.Context, obj *notice.EntryEvent, locales []content.Locale) (content.Row, error) {
	id := obj.EntryID()
	if id == nil {
		return nil, nil
	}
	reader, err := r.reader(ctx, view.View{Locales: locales, Stage: obj.Stage})
	if err != nil {
		return nil, err
	}
	nodes, err := content.Nodes(ctx, reader, []string{*id})
	if err != nil {
		return nil, err
	}
	entry, _ := nodes[0].(content.Row)
	return entry, nil
}

func (r *subscriptionResolver) EntryChanged(ctx context.Context, kinds []content.EntryKind, ids []string, stage content.Stage) (<-chan *notice.EntryEvent, error) {
	if err := refuseNull(ctx, "kinds", "ids"); err != nil {
		return nil, err
	}
	// Who may read a stage may hear of it.
	if _, err := r.reader(ctx, view.View{Stage: stage}); err != nil {
		return nil, err
	}
	filter, err := notice.Watch(r.store.Kinds, stage, kinds, ids)
	if err != nil {
		return nil, err
	}
	return r.watch(ctx, filter)
}

func (r *Resolver) EntryEvent() generated.EntryEventResolver { return &entryEventResolver{r} }

func (r *Resolver) Subscription() generated.SubscriptionResolver { return &subscriptionResolver{r} }

type (
	entryEventResolver   struct{ *Resolver }
	subscriptionResolver struct{ *Resolver }
)
