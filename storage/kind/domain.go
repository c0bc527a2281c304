package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Domain is a domain.
type Domain struct {
	bun.BaseModel `bun:"table:domains,alias:k" json:"-"`
	content.Entry
	DomainText `bun:"-"`
}

// DomainText is what one language says of a domain.
type DomainText struct {
	Title string `json:"title" validate:"required,max=500"`
}

func domainKind() *content.Kind {
	return content.KindOf[Domain, content.None, DomainText](content.Kind{
		Name:  "domain",
		Table: "domains",
		Filters: content.Filters{
			"title": content.Title(),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
		},
	})
}

// DomainConnection is a page of domains.
type DomainConnection = content.Connection[Domain]

// DomainEdge is a domain in its place in a list.
type DomainEdge = content.Edge[Domain]

// DomainPayload is what became of a write of a domain.
type DomainPayload = edit.Payload[Domain]
