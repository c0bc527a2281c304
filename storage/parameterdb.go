package storage

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"
)

// parameterDB is a database handle whose reads run on connections that were told one value
// first, such as the moment to read. Connections are shared by readers of different
// values: the value travels in the context of each statement, and a connection is
// parameterDB it whenever it is taken from the pool, for exactly one statement.
type parameterDB struct {
	*bun.DB
	value string
}

// NewSelect begins a statement that knows the value.
func (t parameterDB) NewSelect() *bun.SelectQuery { return t.DB.NewSelect().Conn(t.conn()) }

// NewRaw begins a statement that knows the value.
func (t parameterDB) NewRaw(query string, args ...any) *bun.RawQuery {
	return t.DB.NewRaw(query, args...).Conn(t.conn())
}

func (t parameterDB) conn() parameterConn { return parameterConn{db: t.DB.DB, value: t.value} }

// parameterConn puts the value into the context of each statement.
type parameterConn struct {
	db    *sql.DB
	value string
}

type parameterKey struct{}

func (c parameterConn) tell(ctx context.Context) context.Context {
	return context.WithValue(ctx, parameterKey{}, c.value)
}

func (c parameterConn) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return c.db.QueryContext(c.tell(ctx), query, args...)
}

func (c parameterConn) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return c.db.ExecContext(c.tell(ctx), query, args...)
}

func (c parameterConn) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	return c.db.QueryRowContext(c.tell(ctx), query, args...)
}

// connectTold opens a read-only pool on a schema for the owner. Its connections
// serve only statements that bring a value, which tell passes on to them.
func (s *Store) connectTold(ctx context.Context, dsn, schema string, tell func(context.Context, *pgx.Conn, string) error) (*bun.DB, error) {
	settings := map[string]string{
		"search_path": schema + ", public", "default_transaction_read_only": "on", "statement_timeout": publicTimeout,
	}
	return s.open(ctx, dsn, settings, func(config *pgxpool.Config) {
		config.PrepareConn = func(ctx context.Context, conn *pgx.Conn) (bool, error) {
			value, ok := ctx.Value(parameterKey{}).(string)
			if !ok {
				return true, errors.New("storage: a statement does not say what it is to read")
			}
			// What went wrong is the caller's to know; the connection is sound, or
			// the pool finds out that it is not.
			return true, tell(ctx, conn, value)
		}
	})
}
