package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) OrganisationCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Organisation], error) {
	return create[kind.Organisation](ctx, r.Resolver, input)
}

func (r *mutationResolver) OrganisationUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Organisation], error) {
	return update[kind.Organisation](ctx, r.Resolver, input)
}

func (r *organisationResolver) Offices(ctx context.Context, obj *kind.Organisation) ([]*kind.Office, error) {
	return content.PartsOf[kind.Office](ctx, obj)
}

func (r *organisationResolver) Courses(ctx context.Context, obj *kind.Organisation, first int) ([]*kind.Course, error) {
	return content.Referring[kind.Course](ctx, obj, "organisation", first)
}

func (r *organisationResolver) Webinars(ctx context.Context, obj *kind.Organisation, first int) ([]*kind.Webinar, error) {
	return content.Referring[kind.Webinar](ctx, obj, "organiser", first)
}

func (r *organisationResolver) Events(ctx context.Context, obj *kind.Organisation, first int) ([]*kind.Event, error) {
	return content.Referring[kind.Event](ctx, obj, "organiser", first)
}

func (r *organisationResolver) Opportunities(ctx context.Context, obj *kind.Organisation, first int) ([]*kind.Opportunity, error) {
	return content.Referring[kind.Opportunity](ctx, obj, "organisation", first)
}

func (r *organisationResolver) Publications(ctx context.Context, obj *kind.Organisation, first int) ([]*kind.Publication, error) {
	return content.Referring[kind.Publication](ctx, obj, "publishers", first)
}

func (r *queryResolver) Organisation(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Organisation, error) {
	return find[kind.Organisation](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Organisations(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Organisation], error) {
	return list[kind.Organisation](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Organisation() generated.OrganisationResolver { return &organisationResolver{r} }

type organisationResolver struct{ *Resolver }
