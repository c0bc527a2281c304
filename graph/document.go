package graph

import (
	"context"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/document"
)

// trusted looks up the documents that requests name by their ids.
type trusted struct {
	documents *document.Documents
	log       *slog.Logger
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationParameterMutator
} = trusted{}

func (trusted) ExtensionName() string { return "TrustedDocuments" }

func (trusted) Validate(graphql.ExecutableSchema) error { return nil }

func (t trusted) MutateOperationParameters(ctx context.Context, request *graphql.RawParams) *gqlerror.Error {
	id := transport.DocumentID(request)
	if id == "" {
		return nil
	}
	var text string
	var err error
	if t.documents != nil {
		text, err = t.documents.Find(ctx, id)
	}
	switch {
	case err != nil:
		t.log.WarnContext(ctx, "a document could not be looked up", "error", err)
		return &gqlerror.Error{Message: "The hub cannot look up documents now. Please try again.", Extensions: map[string]any{"code": "UNAVAILABLE"}}
	case text == "":
		return &gqlerror.Error{Message: "This hub has no document with this documentId.", Extensions: map[string]any{"code": "NOT_FOUND", "field": "documentId"}}
	}
	request.Query = text
	return nil
}
