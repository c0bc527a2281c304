package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *agendaItemResolver) Lesson(ctx context.Context, obj *storage.AgendaItem) (*storage.Lesson, error) {
	return content.RelatedPart[storage.Lesson](ctx, obj, "lesson")
}

func (r *eventResolver) Agenda(ctx context.Context, obj *storage.Event) ([]*storage.AgendaItem, error) {
	return content.PartsOf[storage.AgendaItem](ctx, obj)
}

func (r *eventResolver) MobilityPhases(ctx context.Context, obj *storage.Event) ([]*storage.MobilityPhase, error) {
	return content.PartsOf[storage.MobilityPhase](ctx, obj)
}

func (r *eventResolver) Output(ctx context.Context, obj *storage.Event) (*storage.Output, error) {
	return content.RelatedPart[storage.Output](ctx, obj, "output")
}

func (r *eventResolver) Organiser(ctx context.Context, obj *storage.Event) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "organiser")
}

func (r *eventResolver) Publications(ctx context.Context, obj *storage.Event) ([]*storage.Publication, error) {
	return content.Related[storage.Publication](ctx, obj, "publications")
}

func (r *mutationResolver) EventCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Event], error) {
	return create[storage.Event](ctx, r.Resolver, input)
}

func (r *mutationResolver) EventUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Event], error) {
	return update[storage.Event](ctx, r.Resolver, input)
}

func (r *queryResolver) Event(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Event, error) {
	return find[storage.Event](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Events(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Event], error) {
	return list[storage.Event](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) AgendaItem() generated.AgendaItemResolver { return &agendaItemResolver{r} }

func (r *Resolver) Event() generated.EventResolver { return &eventResolver{r} }

type (
	agendaItemResolver struct{ *Resolver }
	eventResolver      struct{ *Resolver }
)
