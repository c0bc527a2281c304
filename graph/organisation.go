package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) OrganisationCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Organisation], error) {
	return create[storage.Organisation](ctx, r.Resolver, input)
}

func (r *mutationResolver) OrganisationUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Organisation], error) {
	return update[storage.Organisation](ctx, r.Resolver, input)
}

func (r *organisationResolver) Offices(ctx context.Context, obj *storage.Organisation) ([]*storage.Office, error) {
	return content.PartsOf[storage.Office](ctx, obj)
}

func (r *organisationResolver) Courses(ctx context.Context, obj *storage.Organisation, first int) ([]*storage.Course, error) {
	return content.Referring[storage.Course](ctx, obj, "organisation", first)
}

func (r *organisationResolver) Webinars(ctx context.Context, obj *storage.Organisation, first int) ([]*storage.Webinar, error) {
	return content.Referring[storage.Webinar](ctx, obj, "organiser", first)
}

func (r *organisationResolver) Events(ctx context.Context, obj *storage.Organisation, first int) ([]*storage.Event, error) {
	return content.Referring[storage.Event](ctx, obj, "organiser", first)
}

func (r *organisationResolver) Opportunities(ctx context.Context, obj *storage.Organisation, first int) ([]*storage.Opportunity, error) {
	return content.Referring[storage.Opportunity](ctx, obj, "organisation", first)
}

func (r *organisationResolver) Publications(ctx context.Context, obj *storage.Organisation, first int) ([]*storage.Publication, error) {
	return content.Referring[storage.Publication](ctx, obj, "publishers", first)
}

func (r *queryResolver) Organisation(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Organisation, error) {
	return find[storage.Organisation](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Organisations(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Organisation], error) {
	return list[storage.Organisation](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *Resolver) Organisation() generated.OrganisationResolver { return &organisationResolver{r} }

type organisationResolver struct{ *Resolver }
