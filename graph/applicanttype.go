package graph

import (
	"context"

	"github.com/cocreated/hub/graph/generated"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/kind"
)

func (r *applicantTypeResolver) Programmes(ctx context.Context, obj *kind.ApplicantType, first int) ([]*kind.Programme, error) {
	return content.Referring[kind.Programme](ctx, obj, "eligibleApplicants", first)
}

func (r *Resolver) ApplicantType() generated.ApplicantTypeResolver { return &applicantTypeResolver{r} }

type applicantTypeResolver struct{ *Resolver }
