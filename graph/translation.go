package graph

import (
	"context"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

func (r *mutationResolver) TextUpdate(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbTranslate, Input: input})
}

func (r *mutationResolver) TextConfirm(ctx context.Context, input map[string]any) (*edit.EntryPayload, error) {
	return r.do(ctx, edit.Write{Verb: act.VerbConfirm, Input: input})
}

func (r *queryResolver) TranslationBoard(ctx context.Context, kinds []content.EntryKind, locales []content.Locale, statuses []edit.TranslationStatus, first *int, after *string, last *int, before *string) (*edit.TranslationBoard, error) {
	if err := refuseNull(ctx, "kinds", "locales", "statuses"); err != nil {
		return nil, err
	}
	filter := edit.BoardFilter{Kinds: kinds, Locales: locales, Statuses: statuses}
	return r.store.Translations(r.now()).Board(ctx, filter, content.Page{First: first, After: after, Last: last, Before: before})
}

func (r *queryResolver) TranslationReport(ctx context.Context, id string, locales []content.Locale) ([]*edit.TranslationReport, error) {
	return r.store.Translations(r.now()).Report(ctx, id, locales)
}
