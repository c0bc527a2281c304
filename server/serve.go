package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/demo"
)

type serveCommand struct{}

// shutdownTime is how long running requests may take when the hub stops.
const shutdownTime = 15 * time.Second

// Run serves until it is told to stop, or until something it needs is gone.
func (serveCommand) Run(ctx context.Context, settings *Settings) (err error) {
	log := settings.logger()
	slog.SetDefault(log)
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
	metrics := newMetrics()
	metrics.watch(changes)
	handler, err := newHandler(settings, hub.Store, accounts, changes, log, metrics)
	if err != nil {
		return err
	}
	jobs, err := startJobs(ctx, hub.Store, accounts, log, metrics)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopJobs(jobs)) }()
	servers, err := listen(ctx, settings, handler, metrics)
	if err != nil {
		return err
	}
	welcome, err := hub.welcome(ctx, accounts)
	if err != nil {
		return errors.Join(err, servers.stop())
	}
	settings.announce(servers, welcome)
	select {
	case <-ctx.Done():
		log.Info("stopping")
	case <-hub.died():
		err = fmt.Errorf("the hub's own Postgres stopped: %w", hub.cluster.Err())
	case err = <-servers.failed:
	}
	return errors.Join(err, servers.stop())
}

// loadDemo fills an empty hub with the demo content.
func (o *opened) loadDemo(ctx context.Context, log *slog.Logger) error {
	empty, err := o.IsEmpty(ctx)
	if err != nil || !empty {
		return err
	}
	records, err := demo.Open()
	if err != nil {
		return err
	}
	report, err := o.Importer().Import(ctx, records, content.ImportOptions{Author: "demo"})
	if err != nil {
		return err
	}
	if len(report.Problems) > 0 {
		return fmt.Errorf("the demo content: %s", report.Problems[0].Error())
	}
	log.InfoContext(ctx, "demo content loaded", "entries", report.Created, "texts", report.Texts)
	return nil
}

// servers are the hub's two: that of the public, and that of the metrics.
type servers struct {
	public, metrics *http.Server
	addr            net.Addr
	failed          chan error
	cancel          context.CancelFunc
}

// listen opens the ports before anything is announced, and serves on them.
func listen(ctx context.Context, settings *Settings, handler http.Handler, metrics *metrics) (*servers, error) {
	// Streams hear of the stop through their context; WithoutCancel lets other
	// requests end in peace.
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	s := &servers{failed: make(chan error, 2), cancel: cancel}
	var listener net.ListenConfig
	port, err := listener.Listen(ctx, "tcp", settings.Addr)
	if err != nil {
		cancel()
		return nil, err
	}
	s.addr = port.Addr()
	s.public = newServer(base, handler)
	go func() { s.failed <- s.public.Serve(port) }()
	if settings.MetricsAddr == "" {
		return s, nil
	}
	metricsPort, err := listener.Listen(ctx, "tcp", settings.MetricsAddr)
	if err != nil {
		return nil, errors.Join(err, s.stop())
	}
	s.metrics = newServer(base, metrics.handler())
	go func() { s.failed <- s.metrics.Serve(metricsPort) }()
	return s, nil
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

// stop ends the streams and lets running requests finish.
func (s *servers) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTime)
	defer cancel()
	s.public.SetKeepAlivesEnabled(false)
	s.cancel()
	err := s.public.Shutdown(ctx)
	if s.metrics != nil {
		err = errors.Join(err, s.metrics.Shutdown(ctx))
	}
	return err
}

// announce tells a person where to go.
func (s *Settings) announce(servers *servers, welcome string) {
	url := s.PublicURL
	if url == "" {
		url = "http://" + servers.addr.String()
	}
	fmt.Printf("\n%s %s\n\n  Start page  %s/\n  Console     %s/console\n  API         %s/graphql\n", name, version, url, url, url)
	if s.MetricsAddr != "" {
		fmt.Printf("  Metrics     http://%s/metrics\n", s.MetricsAddr)
	}
	fmt.Print(welcome)
	fmt.Printf("\nListening on %s. Stop with Ctrl+C.\n\n", servers.addr)
}
