package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

func (r *mutationResolver) WebinarCreate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Webinar], error) {
	return create[kind.Webinar](ctx, r.Resolver, input)
}

func (r *mutationResolver) WebinarUpdate(ctx context.Context, input map[string]any) (*edit.Payload[kind.Webinar], error) {
	return update[kind.Webinar](ctx, r.Resolver, input)
}

func (r *queryResolver) Webinar(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*kind.Webinar, error) {
	return find[kind.Webinar](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Webinars(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[kind.Webinar], error) {
	return list[kind.Webinar](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *speakerResolver) Organisation(ctx context.Context, obj *kind.Speaker) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "organisation")
}

func (r *webinarResolver) Sessions(ctx context.Context, obj *kind.Webinar) ([]*kind.Session, error) {
	return content.PartsOf[kind.Session](ctx, obj)
}

func (r *webinarResolver) Speakers(ctx context.Context, obj *kind.Webinar) ([]*kind.Speaker, error) {
	return content.PartsOf[kind.Speaker](ctx, obj)
}

func (r *webinarResolver) CaptionTracks(ctx context.Context, obj *kind.Webinar) ([]*kind.CaptionTrack, error) {
	return content.PartsOf[kind.CaptionTrack](ctx, obj)
}

func (r *webinarResolver) Area(ctx context.Context, obj *kind.Webinar) (*kind.Area, error) {
	return content.RelatedOne[kind.Area](ctx, obj, "area")
}

func (r *webinarResolver) Organiser(ctx context.Context, obj *kind.Webinar) (*kind.Organisation, error) {
	return content.RelatedOne[kind.Organisation](ctx, obj, "organiser")
}

func (r *webinarResolver) Lesson(ctx context.Context, obj *kind.Webinar) (*kind.Lesson, error) {
	return content.RelatedPart[kind.Lesson](ctx, obj, "lesson")
}

func (r *webinarResolver) Recording(ctx context.Context, obj *kind.Webinar) (*kind.Asset, error) {
	return content.RelatedOne[kind.Asset](ctx, obj, "recording")
}

func (r *webinarResolver) Slides(ctx context.Context, obj *kind.Webinar) (*kind.Asset, error) {
	return content.RelatedOne[kind.Asset](ctx, obj, "slides")
}

func (r *Resolver) Speaker() generated.SpeakerResolver { return &speakerResolver{r} }

func (r *Resolver) Webinar() generated.WebinarResolver { return &webinarResolver{r} }

type (
	speakerResolver struct{ *Resolver }
	webinarResolver struct{ *Resolver }
)
