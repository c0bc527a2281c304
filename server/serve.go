package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/transfer"
)

type serveCommand struct{}

// shutdownTime is how long running requests may take when the hub stops.
const shutdownTime = 15 * time.Second

// Run serves until it is told to stop, or until something it needs is gone.
func (serveCommand) Run(ctx context.Context, settings *Settings) (err error) {
	log := settings.logger()
	slog.SetDefault(log)
	settings.useMemory()
	ports, err := settings.bind(ctx)
	if err != nil {
		return err
	}
	defer ports.close()
	hub, err := settings.open(ctx, log, alone)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, hub.close()) }()
	if settings.Demo && hub.cluster != nil {
		if err := hub.loadDemo(ctx, log); err != nil {
			return err
		}
	}
	accounts, err := hub.Accounts(time.Now)
	if err != nil {
		return err
	}
	changes, err := hub.Listen(ctx, log)
	if err != nil {
		return err
	}
	defer changes.Close()
	generations := hub.Generations(time.Now, log)
	if settings.PurgeURL != "" {
		purger := newPurger(settings.PurgeURL, log)
		defer purger.stop()
		generations.Moved = purger.purge
	}
	defer follow(ctx, func(ctx context.Context) { generations.Follow(ctx, changes) })()
	nodes := hub.Nodes(log)
	defer follow(ctx, nodes.Follow)()
	metrics := newMetrics()
	metrics.watch(changes)
	hub.objects.bucket.Observe(metrics.stored)
	handler, err := newHandler(settings, hub.Store, hub.objects, accounts, changes, generations, nodes.Count, log, metrics)
	if err != nil {
		return err
	}
	jobs, err := startJobs(ctx, settings, hub.Store, accounts, log, metrics)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopJobs(jobs)) }()
	servers := ports.serve(ctx, handler, metrics.handler(settings.Profiles))
	welcome, err := hub.welcome(ctx, accounts)
	if err != nil {
		return errors.Join(err, servers.stop(shutdownTime))
	}
	settings.announce(ports, welcome)
	select {
	case <-ctx.Done():
		log.Info("stopping")
	case err = <-hub.died():
	case err = <-servers.failed:
	}
	return errors.Join(err, servers.stop(shutdownTime))
}

// baseMegabytes are what a hub needs besides what it keeps.
const baseMegabytes = 224

// useMemory says how memory is cleared up, where the environment does not. Most of what a hub holds stays: the schema, and
// what is kept for the public. It need not be gone through often, as long as there is room.
func (s *Settings) useMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(200)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(int64(baseMegabytes+s.CacheMegabytes+s.EntryMegabytes) << 20)
	}
}

// follow has something followed beside; what it answers stops that, and waits until it has.
func follow(ctx context.Context, what func(context.Context)) func() {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		what(ctx)
	}()
	return func() {
		stop()
		<-done
	}
}

// loadDemo fills an empty hub with the demo content.
func (o *opened) loadDemo(ctx context.Context, log *slog.Logger) error {
	empty, err := o.IsEmpty(ctx)
	if err != nil || !empty {
		return err
	}
	media, err := demo.Media()
	if err != nil {
		return err
	}
	if err := o.takeIn(ctx, media); err != nil {
		return fmt.Errorf("the files of the demo content: %w", err)
	}
	records, err := demo.Open()
	if err != nil {
		return err
	}
	report, err := o.Importer().Import(ctx, records, transfer.ImportOptions{Author: "demo"})
	if err != nil {
		return err
	}
	if len(report.Problems) > 0 {
		return fmt.Errorf("the demo content: %s", report.Problems[0].Error())
	}
	log.InfoContext(ctx, "demo content loaded", "entries", report.Created, "texts", report.Texts)
	return nil
}

// ports are the hub's two: that of the public, and that of the metrics, if it has one.
type ports struct{ public, metrics net.Listener }

// bind takes the ports before anything else: what the hub calls itself depends on
// them, and a hub without them need not start.
func (s *Settings) bind(ctx context.Context) (_ *ports, err error) {
	p := &ports{}
	var listener net.ListenConfig
	if p.public, err = listener.Listen(ctx, "tcp", s.Addr); err != nil {
		return nil, err
	}
	s.Addr = p.public.Addr().String()
	if s.MetricsAddr == "" {
		return p, nil
	}
	if p.metrics, err = listener.Listen(ctx, "tcp", s.MetricsAddr); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// close gives up the ports; a server that has them closes them itself.
func (p *ports) close() {
	_ = p.public.Close()
	if p.metrics != nil {
		_ = p.metrics.Close()
	}
}

// servers answer on the ports.
type servers struct {
	public, metrics *http.Server
	failed          chan error
	cancel          context.CancelFunc
}

// serve answers on the ports.
func (p *ports) serve(ctx context.Context, public, metrics http.Handler) *servers {
	// Streams hear of the stop through their context; WithoutCancel lets other
	// requests end in peace.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &servers{failed: make(chan error, 2), cancel: cancel, public: newServer(base, public)}
	go func() { s.failed <- s.public.Serve(p.public) }()
	if p.metrics != nil {
		s.metrics = newServer(base, metrics)
		go func() { s.failed <- s.metrics.Serve(p.metrics) }()
	}
	return s
}

func newServer(base context.Context, handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           handler,
		BaseContext:       func(net.Listener) context.Context { return base },
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}

// stop ends the streams and lets running requests finish. Those that take longer are
// cut off: some wait for clients that send nothing any more.
func (s *servers) stop(patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	s.public.SetKeepAlivesEnabled(false)
	s.cancel()
	err := end(ctx, s.public)
	if s.metrics != nil {
		err = errors.Join(err, end(ctx, s.metrics))
	}
	return err
}

// end lets the running requests of a server finish, and cuts off those that have not
// when the context ends.
func end(ctx context.Context, server *http.Server) error {
	err := server.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	}
	return err
}

// announce tells a person where to go.
func (s *Settings) announce(ports *ports, welcome string) {
	url := strings.TrimSuffix(s.publicURL(), "/")
	fmt.Printf("\n%s %s\n\n  Start page  %s/\n  Console     %s/console\n  API         %s/graphql\n", name, version, url, url, url)
	if ports.metrics != nil {
		fmt.Printf("  Metrics     http://%s/metrics\n", ports.metrics.Addr())
	}
	fmt.Print(welcome)
	fmt.Printf("\nListening on %s. Stop with Ctrl+C.\n\n", ports.public.Addr())
}
