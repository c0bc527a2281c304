package graph

import (
	"context"
	"time"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) WebinarCreate(ctx context.Context, input map[string]any) (*content.Payload[storage.Webinar], error) {
	return create[storage.Webinar](ctx, r.Resolver, input)
}

func (r *mutationResolver) WebinarUpdate(ctx context.Context, input map[string]any) (*content.Payload[storage.Webinar], error) {
	return update[storage.Webinar](ctx, r.Resolver, input)
}

func (r *queryResolver) Webinar(ctx context.Context, slug *string, id *string, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*storage.Webinar, error) {
	return find[storage.Webinar](ctx, r.Resolver, slug, id, view{locales, stage, asOf, release})
}

func (r *queryResolver) Webinars(ctx context.Context, first *int, after *string, last *int, before *string, where map[string]any, orderBy []map[string]any, locales []content.Locale, stage content.Stage, asOf *time.Time, release *string) (*content.Connection[storage.Webinar], error) {
	return list[storage.Webinar](ctx, r.Resolver, content.Page{First: first, After: after, Last: last, Before: before}, where, orderBy, view{locales, stage, asOf, release})
}

func (r *speakerResolver) Organisation(ctx context.Context, obj *storage.Speaker) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "organisation")
}

func (r *webinarResolver) Sessions(ctx context.Context, obj *storage.Webinar) ([]*storage.Session, error) {
	return content.PartsOf[storage.Session](ctx, obj)
}

func (r *webinarResolver) Speakers(ctx context.Context, obj *storage.Webinar) ([]*storage.Speaker, error) {
	return content.PartsOf[storage.Speaker](ctx, obj)
}

func (r *webinarResolver) CaptionTracks(ctx context.Context, obj *storage.Webinar) ([]*storage.CaptionTrack, error) {
	return content.PartsOf[storage.CaptionTrack](ctx, obj)
}

func (r *webinarResolver) Area(ctx context.Context, obj *storage.Webinar) (*storage.Area, error) {
	return content.RelatedOne[storage.Area](ctx, obj, "area")
}

func (r *webinarResolver) Organiser(ctx context.Context, obj *storage.Webinar) (*storage.Organisation, error) {
	return content.RelatedOne[storage.Organisation](ctx, obj, "organiser")
}

func (r *webinarResolver) Lesson(ctx context.Context, obj *storage.Webinar) (*storage.Lesson, error) {
	return content.RelatedPart[storage.Lesson](ctx, obj, "lesson")
}

func (r *webinarResolver) Recording(ctx context.Context, obj *storage.Webinar) (*storage.Asset, error) {
	return content.RelatedOne[storage.Asset](ctx, obj, "recording")
}

func (r *webinarResolver) Slides(ctx context.Context, obj *storage.Webinar) (*storage.Asset, error) {
	return content.RelatedOne[storage.Asset](ctx, obj, "slides")
}

func (r *Resolver) Speaker() generated.SpeakerResolver { return &speakerResolver{r} }

func (r *Resolver) Webinar() generated.WebinarResolver { return &webinarResolver{r} }

type (
	speakerResolver struct{ *Resolver }
	webinarResolver struct{ *Resolver }
)
