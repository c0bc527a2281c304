package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *agendaItemResolver) Lesson(ctx context.Context, obj *kind.AgendaItem) (*kind.Lesson, error) {
	return content.RelatedPart[kind.Lesson](ctx, obj, "lesson")
}

func (r *eventResolver) Agenda(ctx context.Context, obj *kind.Event) ([]*kind.AgendaItem, error) {
	return content.PartsOf[kind.AgendaItem](ctx, obj)
}

func (r *eventResolver) MobilityPhases(ctx context.Context, obj *kind.Event) ([]*kind.MobilityPhase, error) {
	return content.PartsOf[kind.MobilityPhase](ctx, obj)
}

func (r *eventResolver) Output(ctx context.Context, obj *kind.Event) (*kind.Output, error) {
	return content.RelatedPart[kind.Output](ctx, obj, "output")
}

func (r *eventResolver) Organiser(ctx context.Context, obj *kind.Event) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "organiser")
}

func (r *eventResolver) Publications(ctx context.Context, obj *kind.Event) ([]*kind.Publication, error) {
	return content.Related[kind.Publication](ctx, obj, "publications")
}

func (r *mutationResolver) EventCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Event], error) {
	return create[kind.Event](ctx, r.Resolver, input)
}

func (r *mutationResolver) EventUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Event], error) {
	return update[kind.Event](ctx, r.Resolver, input)
}

func (r *queryResolver) Event(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Event, error) {
	return find[kind.Event](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Events(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Event], error) {
	return list[kind.Event](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) AgendaItem() generated.AgendaItemResolver { return &agendaItemResolver{r} }

func (r *Resolver) Event() generated.EventResolver { return &eventResolver{r} }

type (
	agendaItemResolver struct{ *Resolver }
	eventResolver      struct{ *Resolver }
)
