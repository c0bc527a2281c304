package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) NewsletterIssue() generated.NewsletterIssueResolver {
	return &newsletterIssueResolver{r}
}

type newsletterIssueResolver struct{ *Resolver }
