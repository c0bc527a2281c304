package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// NewsletterIssue is a newsletter issue.
type NewsletterIssue struct {
	bun.BaseModel `bun:"table:newsletter_issues,alias:k" json:"-"`
	content.Entry
	NewsletterIssueFields
	NewsletterIssueText `bun:"-"`
}

// NewsletterIssueFields are the columns of the table newsletter_issues.
type NewsletterIssueFields struct {
	Number   int                   `json:"number" validate:"min=1"`
	Status   NewsletterIssueStatus `json:"status" validate:"required,oneof=DRAFT SENT"`
	IssuedOn content.Date          `json:"issuedOn" validate:"required"`
}

// NewsletterIssueText is what one language says of a newsletter issue.
type NewsletterIssueText struct {
	Title string `json:"title" validate:"required,max=500"`
}

// NewsletterIssueStatus is an enum of the schema.
type NewsletterIssueStatus string

func newsletterIssueKind() *content.Kind {
	return content.KindOf[NewsletterIssue, NewsletterIssueFields, NewsletterIssueText](content.Kind{
		Name:      "newsletterIssue",
		Table:     "newsletter_issues",
		Languages: NewsletterLanguages,
		Relations: content.Relations{
			"newsletter": content.ToOne("newsletter").Required(),
			"items":      content.ToAny(),
		},
		Filters: content.Filters{
			"title":    content.Title(),
			"number":   content.Column("k.number", "integer"),
			"status":   content.Column("k.status", "text"),
			"issuedOn": content.Column("k.issued_on", "date"),
		},
		Orders: content.Orders{
			"NUMBER":    {SQL: "k.number", Type: "integer"},
			"ISSUED_ON": {SQL: "k.issued_on", Type: "date"},
		},
	})
}

// NewsletterIssueConnection is a page of newsletter issues.
type NewsletterIssueConnection = content.Connection[NewsletterIssue]

// NewsletterIssueEdge is a newsletter issue in its place in a list.
type NewsletterIssueEdge = content.Edge[NewsletterIssue]

// NewsletterIssuePayload is what became of a write of a newsletter issue.
type NewsletterIssuePayload = edit.Payload[NewsletterIssue]
