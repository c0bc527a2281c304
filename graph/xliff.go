package graph

import (
	"context"

	"github.com/cocreated/hub/storage/edit"
)

func (r *mutationResolver) XliffExport(ctx context.Context, input edit.XliffExportInput) (*edit.XliffExportPayload, error) {
	files, err := r.store.Translations(r.now()).Export(ctx, r.actor(ctx), input)
	payload := &edit.XliffExportPayload{Files: files, UserErrors: []*edit.UserError{}}
	if err != nil {
		payload.Files = []*edit.XliffFile{}
		payload.UserErrors, err = edit.UserErrorsOf(err)
	}
	return payload, err
}

func (r *mutationResolver) XliffImport(ctx context.Context, input edit.XliffImportInput) (*edit.XliffImportPayload, error) {
	report, err := r.store.Writer().ImportXliff(ctx, r.actor(ctx), input.File, input.Options())
	payload := &edit.XliffImportPayload{XliffImport: report, UserErrors: []*edit.UserError{}}
	if err != nil {
		payload.XliffImport = &edit.XliffImport{Accepted: []*edit.XliffUnit{}, Refused: []*edit.XliffRefusal{}}
		payload.UserErrors, err = edit.UserErrorsOf(err)
	}
	return payload, err
}
