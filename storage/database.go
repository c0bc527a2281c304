package storage

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"
)

// EnsureDatabase makes a database where it is missing; the DSN leads to another
// one on the same server.
func EnsureDatabase(ctx context.Context, dsn, name string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	var exists bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", name).Scan(&exists); err != nil || exists {
		return err
	}
	_, err = conn.Exec(ctx, "CREATE DATABASE "+pgx.Identifier{name}.Sanitize())
	return err
}

// IsEmpty tells whether there is no content at all.
func (s *Store) IsEmpty(ctx context.Context) (bool, error) {
	exists, err := s.draft.NewSelect().TableExpr("entries").Exists(ctx)
	return !exists, err
}

// Ping tells whether the public can be served.
func (s *Store) Ping(ctx context.Context) error { return s.health.PingContext(ctx) }

// statements counts SQL statements for the context that carries it, and how long they took.
type statements struct{ count, nanoseconds atomic.Int64 }

type statementsKey struct{}

// CountStatements makes a context that counts the SQL statements run with it, and
// a function that tells how many there were.
func CountStatements(ctx context.Context) (context.Context, func() int) {
	counter := &statements{}
	return context.WithValue(ctx, statementsKey{}, counter), func() int { return int(counter.count.Load()) }
}

// Work is how long the SQL statements took that were run with a context of [CountStatements] so far, from when they were
// sent until all was read.
func Work(ctx context.Context) time.Duration {
	if counter, ok := ctx.Value(statementsKey{}).(*statements); ok {
		return time.Duration(counter.nanoseconds.Load())
	}
	return 0
}

// statementCounter is the hook by which Bun tells of each statement.
type statementCounter struct{}

func (statementCounter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	if counter, ok := ctx.Value(statementsKey{}).(*statements); ok {
		counter.count.Add(1)
	}
	return ctx
}

func (statementCounter) AfterQuery(context.Context, *bun.QueryEvent) {}

// statementTimer is the hook by which pgx tells of each statement that has a connection.
type statementTimer struct{}

type beganKey struct{}

// TraceQueryStart implements pgx.QueryTracer.
func (statementTimer) TraceQueryStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	if _, ok := ctx.Value(statementsKey{}).(*statements); !ok {
		return ctx
	}
	return context.WithValue(ctx, beganKey{}, time.Now())
}

// TraceQueryEnd implements pgx.QueryTracer.
func (statementTimer) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) {
	if began, ok := ctx.Value(beganKey{}).(time.Time); ok {
		ctx.Value(statementsKey{}).(*statements).nanoseconds.Add(int64(time.Since(began)))
	}
}

// KindCount is how many entries of a kind are published.
type KindCount struct {
	Kind, Table string
	Entries     int
}

// CountLive counts what is published, kind by kind in the order of the list;
// kinds without any are left out.
func (s *Store) CountLive(ctx context.Context) ([]KindCount, error) {
	var rows []KindCount
	if err := s.live.NewSelect().TableExpr("entries").ColumnExpr("kind, count(*) AS entries").Group("kind").Scan(ctx, &rows); err != nil {
		return nil, err
	}
	var counts []KindCount
	for _, kind := range s.Kinds.All() {
		for _, row := range rows {
			if row.Kind == kind.Name {
				counts = append(counts, KindCount{Kind: kind.Name, Table: kind.Table, Entries: row.Entries})
			}
		}
	}
	return counts, nil
}
