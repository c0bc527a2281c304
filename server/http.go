package main

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"

	"github.com/cocreated/hub/docs"
	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/graph/budget"
	"github.com/cocreated/hub/graph/cache"
	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/server/console"
	"github.com/cocreated/hub/server/delivery"
	"github.com/cocreated/hub/server/landing"
	"github.com/cocreated/hub/server/manual"
	"github.com/cocreated/hub/server/review"
	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/notice"
)

// newHandler puts together what the hub serves.
func newHandler(settings *Settings, store *storage.Store, files *objects, accounts *account.Store, changes *notice.Bus, generations *notice.Generations, nodes func() int, log *slog.Logger, metrics *metrics) (http.Handler, error) {
	signIn, err := settings.signIn(accounts, log)
	if err != nil {
		return nil, err
	}
	addresses := store.AssetAddresses(settings.publicURL())
	answers, err := settings.answers(generations)
	if err != nil {
		return nil, err
	}
	metrics.keep(answers)
	metrics.keepEntries(store.Keep(int64(settings.EntryMegabytes)<<20, generations))
	spent, err := settings.budget(nodes)
	if err != nil {
		return nil, err
	}
	api := signIn.API(graph.Handler(graph.Options{
		Store: store, Accounts: accounts, Bus: changes, Now: time.Now, Name: name, Version: version, RequestID: requestID, Logger: log,
		ReviewURL: settings.reviewURL, Addresses: addresses,
		Answers: answers, Budget: spent, Generations: generations, Documents: store.Documents(time.Now),
		Principal: signin.Principal, ClosedSchema: !settings.PublicSchema,
		Transport: transport.Options{AllowedOrigins: []string{settings.publicURL()}, Init: signIn.Socket, Welcome: signIn.Welcome},
	}))
	origin, err := files.publicOrigin()
	if err != nil {
		return nil, err
	}
	consolePages, err := console.Handler(console.Options{Visitor: visitor, StoreOrigin: origin})
	if err != nil {
		return nil, err
	}
	home, err := landing.Handler(describe(settings, store))
	if err != nil {
		return nil, err
	}
	documentation, err := manual.Handler(docs.Files)
	if err != nil {
		return nil, err
	}
	reviews, err := review.Handler(review.Options{
		Reviews: store.Reviews(), PublicURL: settings.publicURL(), RequestID: requestID, Logger: log,
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle(reviewPath, reviews)
	mux.Handle("/graphql", metrics.operations(openToReaders(settings.CORSOrigins).Handler(api)))
	sdl, err := schemaFile(settings.PublicSchema, signIn.Refuse)
	if err != nil {
		return nil, err
	}
	for _, method := range []string{http.MethodGet, http.MethodOptions} {
		mux.Handle(method+" "+schemaPath, openToReaders(settings.CORSOrigins).Handler(signIn.API(sdl)))
	}
	mux.Handle("/console", signIn.Page(consolePages))
	for _, path := range []string{"/console/sign-in", "/console/sign-in/", "/console/sign-out"} {
		mux.Handle(path, signIn.Handler())
	}
	mux.Handle("/console/", consolePages)
	mux.Handle("/docs/", documentation)
	if addresses != nil {
		mux.Handle(file.Path, delivery.Handler(delivery.Options{
			Assets: store.Delivery(addresses), Redirect: settings.AssetRedirect, Origins: settings.CORSOrigins,
			Admit: signIn.Admit, Refuse: signIn.Refuse, RequestID: requestID, Logger: log,
		}))
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { status(w, http.StatusOK, "ok") })
	mux.HandleFunc("GET /readyz", ready(store, log))
	if err := files.relay(mux, settings, log); err != nil {
		return nil, err
	}
	mux.Handle("/", home)
	compressed, err := compress()
	if err != nil {
		return nil, err
	}
	return timed(identified(unsniffed(logged(log, metrics.requests(mux, recovered(log, compressed(mux))))))), nil
}

// answers keep what the public is answered; nil: nothing is kept.
func (s *Settings) answers(generations *notice.Generations) (*cache.Answers, error) {
	if s.CacheMegabytes == 0 {
		return nil, nil
	}
	return cache.New(cache.Options{
		Bytes: int64(s.CacheMegabytes) << 20, MaxBodyBytes: transport.DefaultMaxBodyBytes, Generations: generations, Now: time.Now,
		Public: public,
	})
}

// budget is what each client may take; nil: there is no limit.
func (s *Settings) budget(nodes func() int) (*budget.Budget, error) {
	if s.ClientBudget == 0 {
		return nil, nil
	}
	return budget.New(budget.Options{
		PerSecond: float64(s.ClientBudget), Burst: 40 * float64(s.ClientBudget), Running: s.PublicConnections, Nodes: nodes,
		Client: signin.Client, Public: public, Work: storage.Work, Now: time.Now,
	})
}

// public tells whether nobody in particular asks.
func public(ctx context.Context) bool { return signin.Principal(ctx).IsPublic() }

// openToReaders lets pages of other sites read, with a token if they have one. It never lets them send cookies.
func openToReaders(origins []string) *cors.Cors {
	return cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: append([]string{"Accept", "Authorization", "Content-Type", "X-Request-Id"}, transport.PreflightHeaders...),
		ExposedHeaders: []string{"Cache-Status", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"},
		MaxAge:         86_400,
	})
}

// compress packs answers, but for streams, which must leave as they are written, and files: most are packed already, and
// ranges are of what they are.
func compress() (func(http.Handler) http.Handler, error) {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(1024))
	if err != nil {
		return nil, err
	}
	return func(next http.Handler) http.Handler {
		packed := wrap(next)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream") || strings.HasPrefix(r.URL.Path, file.Path) {
				next.ServeHTTP(w, r)
				return
			}
			packed.ServeHTTP(w, r)
		})
	}, nil
}

func status(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(text + "\n"))
}

// ready tells a load balancer whether the public can be served.
func ready(store *storage.Store, log *slog.Logger) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		if err := store.Ping(ctx); err != nil {
			log.WarnContext(ctx, "not ready", "error", err, "requestId", requestID(ctx))
			status(w, http.StatusServiceUnavailable, "the database does not answer")
			return
		}
		status(w, http.StatusOK, "ready")
	}
}
