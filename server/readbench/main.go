// Command readbench measures how fast the hub gives out what is published, beside what one could write by hand: a tuned
// statement for each operation, and the same bytes from memory. It makes the content, starts everything on this machine,
// compares all answers before any load, and writes a table. `make bench/reads` runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/embedded/cluster"
)

// settings are the flags.
type settings struct {
	data    string
	scale   float64
	cell    time.Duration
	out     string
	plans   bool
	role    string
	dsn     string
	answers string
}

func main() {
	var s settings
	flag.StringVar(&s.data, "data", "", "folder with the content of an earlier run, or for that of this one; empty: a temporary one")
	flag.Float64Var(&s.scale, "scale", 1, "how much content, in times of 5,000 courses")
	flag.DurationVar(&s.cell, "cell", 2*time.Second, "how long each operation is asked for at each number of connections")
	flag.StringVar(&s.out, "out", "", "file for the table; empty: it is printed")
	flag.BoolVar(&s.plans, "plans", false, "measure nothing, and look how Postgres reads each list by each order and each filter")
	flag.StringVar(&s.role, "role", "", "internal: what a child process serves")
	flag.StringVar(&s.dsn, "dsn", "", "internal: the database")
	flag.StringVar(&s.answers, "answers", "", "internal: the file with the answers to serve")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := s.run(ctx); err != nil {
		slog.Error("the bench failed", "error", err)
		os.Exit(1)
	}
}

func (s *settings) run(ctx context.Context) (err error) {
	if s.role != "" {
		return serveReference(ctx, s)
	}
	folder, err := os.MkdirTemp("", "hub-readbench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if s.data == "" {
		s.data = filepath.Join(folder, "data")
	}
	hub := filepath.Join(folder, "hub")
	if err := command(ctx, "go", "build", "-o", hub, "./server").Run(); err != nil {
		return fmt.Errorf("build the hub: %w", err)
	}
	postgres, err := cluster.Start(ctx, cluster.Options{Dir: s.data, BinDir: os.Getenv("HUB_POSTGRES_BIN"), Logger: slog.New(slog.DiscardHandler), Fast: true})
	if err != nil {
		return err
	}
	defer func() { _ = postgres.Stop(context.WithoutCancel(ctx)) }()
	if err := storage.EnsureDatabase(ctx, postgres.DSN("postgres"), "hub"); err != nil {
		return err
	}
	s.dsn = postgres.DSN("hub")
	if err := s.fill(ctx, hub); err != nil {
		return err
	}
	b := &bench{settings: s, hub: hub, folder: folder}
	if s.plans {
		return b.plans(ctx)
	}
	return b.run(ctx)
}

// fill imports the content, unless an earlier run has.
func (s *settings) fill(ctx context.Context, hub string) error {
	mark := filepath.Join(s.data, fmt.Sprintf("readbench-%g", s.scale))
	if _, err := os.Stat(mark); err == nil {
		return nil
	}
	slog.Info("importing the content")
	importer := command(ctx, hub, "import", "-")
	importer.Env = append(os.Environ(), "DATABASE_URL="+s.dsn, "HUB_DATA="+s.data)
	pipe, into := io.Pipe()
	importer.Stdin = pipe
	go func() { _ = into.CloseWithError(writeContent(into, s.scale)) }()
	if err := importer.Run(); err != nil {
		return fmt.Errorf("import the content: %w", err)
	}
	if err := execute(ctx, s.dsn, "VACUUM ANALYZE"); err != nil {
		return err
	}
	return os.WriteFile(mark, nil, 0o600)
}

func command(ctx context.Context, name string, arguments ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, name, arguments...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 30 * time.Second
	return c
}
