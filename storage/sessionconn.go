package storage

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5/stdlib"
)

// sessionConnector is a connector whose connections database/sql does not reset between
// statements, so that a transaction begun in SQL lasts until SQL ends it. The
// migrator takes a database and no transaction; by this it runs within one.
type sessionConnector struct{ driver.Connector }

func (s sessionConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := s.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return sessionConn{conn.(*stdlib.Conn)}, nil
}

// sessionConn is a connection without driver.SessionResetter.
type sessionConn struct{ conn *stdlib.Conn }

func (k sessionConn) Prepare(query string) (driver.Stmt, error) { return k.conn.Prepare(query) }
func (k sessionConn) Close() error                              { return k.conn.Close() }

// Begin is there because driver.Conn demands it; nothing calls it.
func (k sessionConn) Begin() (driver.Tx, error) { return k.conn.Begin() }

func (k sessionConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return k.conn.ExecContext(ctx, query, args)
}

func (k sessionConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return k.conn.QueryContext(ctx, query, args)
}

func (k sessionConn) CheckNamedValue(value *driver.NamedValue) error {
	return k.conn.CheckNamedValue(value)
}
