package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Organisation is an organisation.
type Organisation struct {
	bun.BaseModel `bun:"table:organisations,alias:k" json:"-"`
	content.Entry
	OrganisationFields
	OrganisationText `bun:"-"`
}

// OrganisationFields are the columns of the table organisations.
type OrganisationFields struct {
	Acronym             *string           `json:"acronym,omitempty" validate:"omitempty,max=50"`
	OfficialNameLocales []content.Locale  `json:"officialNameLocales,omitempty" bun:",array"`
	AsWritten           *string           `json:"asWritten,omitempty" validate:"omitempty,max=500"`
	Role                *OrganisationRole `json:"role,omitempty" validate:"omitempty,oneof=LEAD_PARTNER PARTNER"`
	FoundedYear         *int              `json:"foundedYear,omitempty" validate:"omitempty,min=1000,max=2200"`
	City                *string           `json:"city,omitempty" validate:"omitempty,max=200"`
	Country             *string           `json:"country,omitempty" validate:"omitempty,iso3166_1_alpha2"`
	Location            *Location         `json:"location,omitempty" bun:"type:jsonb"`
	Languages           []content.Locale  `json:"languages,omitempty" bun:",array"`
	Website             *string           `json:"website,omitempty" validate:"omitempty,url,max=2000"`
}

// OrganisationText is what one language says of an organisation.
type OrganisationText struct {
	Title     string  `json:"title" validate:"required,max=500"`
	Summary   *string `json:"summary,omitempty" validate:"omitempty,max=5000"`
	LegalForm *string `json:"legalForm,omitempty" validate:"omitempty,max=300"`
}

// Office is an office of an organisation.
type Office struct {
	content.Part
	OfficeFields
	OfficeText
}

// OfficeFields are the fields of an office of an organisation.
type OfficeFields struct {
	Headquarters     bool      `json:"headquarters,omitempty"`
	CareOf           *string   `json:"careOf,omitempty" validate:"omitempty,max=200"`
	Street           *string   `json:"street,omitempty" validate:"omitempty,max=200"`
	PostalCode       *string   `json:"postalCode,omitempty" validate:"omitempty,max=20"`
	City             *string   `json:"city,omitempty" validate:"omitempty,max=200"`
	Country          *string   `json:"country,omitempty" validate:"omitempty,iso3166_1_alpha2"`
	CountryAsWritten *string   `json:"countryAsWritten,omitempty" validate:"omitempty,max=200"`
	Phone            *Phone    `json:"phone,omitempty"`
	Fax              *Phone    `json:"fax,omitempty"`
	TimeZone         *string   `json:"timeZone,omitempty" validate:"omitempty,timezone"`
	Location         *Location `json:"location,omitempty"`
}

// OfficeText is what one language says of an office of an organisation.
type OfficeText struct {
	Title           *string `json:"title,omitempty" validate:"omitempty,max=300"`
	PublicTransport *string `json:"publicTransport,omitempty" validate:"omitempty,max=1000"`
}

// OrganisationRole is an enum of the schema.
type OrganisationRole string

func organisationKind() *content.Kind {
	return content.KindOf[Organisation, OrganisationFields, OrganisationText](content.Kind{
		Name:     "organisation",
		Table:    "organisations",
		Keywords: []string{"acronym"},
		Filters: content.Filters{
			"title":   content.Title(),
			"acronym": content.TextColumn("k.acronym"),
			"country": content.TextColumn("k.country"),
			"role":    content.Column("k.role", "text"),
		},
		Orders: content.Orders{
			"TITLE":   content.ByTitle(),
			"ACRONYM": {SQL: "k.acronym", Type: "text"},
		},
		Parts: []*content.PartKind{
			content.PartOf[Office, OfficeFields, OfficeText](content.PartKind{
				Name: "office",
			}),
		},
	})
}

// OrganisationConnection is a page of organisations.
type OrganisationConnection = content.Connection[Organisation]

// OrganisationEdge is an organisation in its place in a list.
type OrganisationEdge = content.Edge[Organisation]

// OrganisationPayload is what became of a write of an organisation.
type OrganisationPayload = edit.Payload[Organisation]
