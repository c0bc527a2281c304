package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// ApplicantType is a kind of applicant.
type ApplicantType struct {
	bun.BaseModel `bun:"table:applicant_types,alias:k" json:"-"`
	content.Entry
	ApplicantTypeText `bun:"-"`
}

// ApplicantTypeText is what one language says of a kind of applicant.
type ApplicantTypeText struct {
	Title string `json:"title" validate:"required,max=500"`
}

func applicantTypeKind() *content.Kind {
	return content.KindOf[ApplicantType, content.None, ApplicantTypeText](content.Kind{
		Name:  "applicantType",
		Table: "applicant_types",
		Filters: content.Filters{
			"title": content.Title(),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
		},
	})
}

// ApplicantTypeConnection is a page of kinds of applicant.
type ApplicantTypeConnection = content.Connection[ApplicantType]

// ApplicantTypeEdge is a kind of applicant in its place in a list.
type ApplicantTypeEdge = content.Edge[ApplicantType]

// ApplicantTypePayload is what became of a write of a kind of applicant.
type ApplicantTypePayload = edit.Payload[ApplicantType]
