package graph

import (
	"context"

	"github.com/cocreated/hub/storage/content"
)

func (r *mutationResolver) XliffExport(ctx context.Context, input content.XliffExportInput) (*content.XliffExportPayload, error) {
	files, err := r.store.Translations(r.now()).Export(ctx, r.actor(ctx), input)
	payload := &content.XliffExportPayload{Files: files, UserErrors: []*content.UserError{}}
	if err != nil {
		payload.Files = []*content.XliffFile{}
		payload.UserErrors, err = content.UserErrorsOf(err)
	}
	return payload, err
}

func (r *mutationResolver) XliffImport(ctx context.Context, input content.XliffImportInput) (*content.XliffImportPayload, error) {
	report, err := r.store.Writer().ImportXliff(ctx, r.actor(ctx), input.File, input.Options())
	payload := &content.XliffImportPayload{XliffImport: report, UserErrors: []*content.UserError{}}
	if err != nil {
		payload.XliffImport = &content.XliffImport{Accepted: []*content.XliffUnit{}, Refused: []*content.XliffRefusal{}}
		payload.UserErrors, err = content.UserErrorsOf(err)
	}
	return payload, err
}
