package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) TextUpdate(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbTranslate, Input: input})
}

func (r *mutationResolver) TextConfirm(ctx context.Context, input map[string]any) (*content.EntryPayload, error) {
	return r.do(ctx, content.Write{Verb: content.VerbConfirm, Input: input})
}

func (r *queryResolver) TranslationBoard(ctx context.Context, kinds []content.EntryKind, locales []content.Locale, statuses []content.TranslationStatus, first *int, after *string, last *int, before *string) (*content.TranslationBoard, error) {
	if err := refuseNull(ctx, "kinds", "locales", "statuses"); err != nil {
		return nil, err
	}
	filter := content.BoardFilter{Kinds: kinds, Locales: locales, Statuses: statuses}
	return r.store.Translations(r.now()).Board(ctx, filter, content.Page{First: first, After: after, Last: last, Before: before})
}

func (r *queryResolver) TranslationReport(ctx context.Context, id string, locales []content.Locale) ([]*content.TranslationReport, error) {
	return r.store.Translations(r.now()).Report(ctx, id, locales)
}
