package graph

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/budget"
	"github.com/cocreated/hub/graph/cache"
	"github.com/cocreated/hub/graph/limit"
	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/document"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/notice"
	"github.com/cocreated/hub/storage/policy"
)

// Options are what the API is built from.
type Options struct {
	Store *storage.Store
	// Accounts are those who work in the hub.
	Accounts *account.Store
	// Bus is what subscriptions hear from. Without it there are none.
	Bus *notice.Bus
	// Now is the clock; derived states, such as that of a call, are as of it.
	Now func() time.Time
	// Name and Version are what the field `hub` says.
	Name, Version string
	// ReviewURL is the address of the page for a link to a review, from the secret of
	// the link.
	ReviewURL func(secret string) string
	// Addresses are those at which assets are served; nil: they are not.
	Addresses *file.Addresses
	// RequestID tells under which id a request is logged.
	RequestID func(context.Context) string
	// Principal tells who asks; nil: everybody is the public.
	Principal func(context.Context) policy.Principal
	// Budget is what clients may take; nil: whatever they like.
	Budget *budget.Budget
	// Answers keep answers to the public; nil: none is kept.
	Answers *cache.Answers
	// Documents are those that clients may name by their ids; nil: there are none.
	Documents *document.Documents
	// Generations are brought up to date before a mutation is answered, so that whoever has published something sees it
	// published; nil: nobody looks at them.
	Generations *notice.Generations
	// ClosedSchema keeps introspection from the public.
	ClosedSchema bool
	Logger       *slog.Logger
	Transport    transport.Options
}

// maxDocuments is how many parsed documents are kept: a client sends few different
// ones, an attacker any number.
const maxDocuments = 1000

// maxPersisted are the bytes of all documents that clients have persisted.
const maxPersisted = 16 << 20

// persistedQueries are documents by their digests, those of late.
type persistedQueries struct{ *otter.Cache[string, string] }

func persisted() persistedQueries {
	return persistedQueries{otter.Must(&otter.Options[string, string]{
		MaximumWeight: maxPersisted, Weigher: func(digest, text string) uint32 { return uint32(len(digest) + len(text)) },
	})}
}

// Get implements graphql.Cache.
func (p persistedQueries) Get(_ context.Context, digest string) (string, bool) {
	return p.GetIfPresent(digest)
}

// Add implements graphql.Cache.
func (p persistedQueries) Add(_ context.Context, digest, text string) { p.Set(digest, text) }

// maxComplexity is the highest cost of an operation; the deepest useful query,
// 20 courses with everything down to the calls for proposals, costs half of it.
const maxComplexity = 200_000

// Handler serves the API over HTTP, server-sent events and WebSocket.
func Handler(options Options) http.Handler {
	if options.Principal == nil {
		options.Principal = nobody
	}
	schema, door := executable(&Resolver{
		store: options.Store, accounts: options.Accounts, bus: options.Bus, now: options.Now, name: options.Name, version: options.Version,
		who: options.Principal, requestID: options.RequestID, reviewURL: options.ReviewURL, addresses: options.Addresses,
	})
	server := handler.New(schema)
	if options.Transport.Headers == nil {
		options.Transport.Headers = cacheable(options.Principal, options.Budget)
	}
	options.Transport.AdmitFiles = door.admitFiles(options.Principal, presenter(options.Logger, options.RequestID))
	transport.Add(server, options.Transport)
	server.SetQueryCache(lru.New[*ast.QueryDocument](maxDocuments))
	server.Use(introspection{public: !options.ClosedSchema, who: options.Principal})
	server.Use(trusted{documents: options.Documents, log: options.Logger})
	server.Use(extension.AutomaticPersistedQuery{Cache: persisted()})
	limit.Apply(server, limit.Limits{Complexity: maxComplexity})
	server.AroundOperations(pinned)
	server.SetErrorPresenter(presenter(options.Logger, options.RequestID))
	server.SetRecoverFunc(recovered(options.Logger, options.RequestID))
	if options.Budget != nil {
		server.Use(options.Budget)
	}
	if options.Generations != nil {
		server.AroundOperations(refreshed(options.Generations))
		server.AroundOperations(whileAway(options.Generations, options.Principal))
	}
	var handler http.Handler = server
	if options.Budget != nil {
		handler = options.Budget.Sockets(handler)
	}
	if options.Answers != nil {
		handler = options.Answers.Handler(handler)
	}
	return handler
}

// pinned makes all fields of a query say the same of an entry, even if it is published anew in between.
func pinned(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Query {
		ctx = content.WithPinned(ctx)
	}
	return next(ctx)
}

// whileAway tells the public at once that the database does not answer: what waits for it would wait as long as it may,
// and keep others from what does not need it.
func whileAway(generations *notice.Generations, who func(context.Context) policy.Principal) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		if !generations.Away() || !who(ctx).IsPublic() || graphql.GetOperationContext(ctx).Operation.Operation != ast.Query {
			return next(ctx)
		}
		return graphql.OneShot(&graphql.Response{Errors: gqlerror.List{{
			Message:    "The hub cannot reach its database now. Please try again.",
			Extensions: map[string]any{"code": "UNAVAILABLE", budget.RetryAfter: 1},
		}}})
	}
}

// refreshed brings the generations up to date once a mutation is through.
func refreshed(generations *notice.Generations) graphql.OperationMiddleware {
	return func(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
		responses := next(ctx)
		if graphql.GetOperationContext(ctx).Operation.Operation != ast.Mutation {
			return responses
		}
		return func(ctx context.Context) *graphql.Response {
			response := responses(ctx)
			if response != nil {
				// Where that fails, what was published shows within [notice.Bound] all the same.
				_ = generations.Refresh(ctx)
			}
			return response
		}
	}
}

// cacheable lets anyone keep what is published for a minute, and longer while it
// is fetched anew or while the hub is away. What is answered to somebody who is known
// is theirs alone, and may be more.
func cacheable(who func(context.Context) policy.Principal, spent *budget.Budget) func(context.Context, http.Header, *graphql.Response) {
	return func(ctx context.Context, header http.Header, response *graphql.Response) {
		if spent != nil {
			if policy, left := spent.Header(ctx); policy != "" {
				header.Set("RateLimit-Policy", policy)
				header.Set("RateLimit", left)
			}
		}
		switch {
		case !who(ctx).IsPublic():
			header.Set("Cache-Control", "private, no-store")
		case graphql.HasOperationContext(ctx) && graphql.GetOperationContext(ctx).Operation.Operation == ast.Query:
			header.Set("Cache-Control", "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400")
			if len(response.Errors) == 0 && len(response.Extensions) == 0 {
				cache.Keep(ctx)
			}
		}
	}
}
