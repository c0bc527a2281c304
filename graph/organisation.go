package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

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

func (r *Resolver) Organisation() generated.OrganisationResolver { return &organisationResolver{r} }

type organisationResolver struct{ *Resolver }
