package storage

import (
	"context"
	"database/sql/driver"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// Bun writes values into statements, so that no statement is ever the same as another and Postgres plans each of them
// anew, which takes it longer than reading a page. On handles that read for the public, values are marked when they are
// written, and taken out again before the statement is sent: what is left is prepared once for a connection.

// valueMark stands before a value in a statement, followed by its length in bytes and a colon. No SQL has such a
// character, and within a value, which is passed over by its length, it means nothing.
const valueMark = '\x01'

// maxPrepared is how many statements a connection keeps prepared.
const maxPrepared = 256

// markingDialect writes texts and times as marked values; what else there is, such as numbers, tells one shape of a
// statement from another.
type markingDialect struct{ *pgdialect.Dialect }

// AppendString marks a text.
func (d markingDialect) AppendString(b []byte, s string) []byte {
	if strings.IndexByte(s, 0) >= 0 {
		return d.Dialect.AppendString(b, s) // which refuses it
	}
	return appendMarked(b, strings.ToValidUTF8(s, "\uFFFD"))
}

// AppendTime marks a time, as Postgres reads it.
func (d markingDialect) AppendTime(b []byte, tm time.Time) []byte {
	quoted := d.Dialect.AppendTime(nil, tm)
	return appendMarked(b, string(quoted[1:len(quoted)-1]))
}

func appendMarked(b []byte, value string) []byte {
	b = append(b, valueMark)
	b = strconv.AppendInt(b, int64(len(value)), 10)
	b = append(b, ':')
	return append(b, value...)
}

// parameters takes the marked values out of a statement.
func parameters(query string) (string, []driver.NamedValue) {
	var statement strings.Builder
	var values []driver.NamedValue
	for {
		before, rest, marked := strings.Cut(query, string(valueMark))
		statement.WriteString(before)
		if !marked {
			return statement.String(), values
		}
		length, rest, _ := strings.Cut(rest, ":")
		end, _ := strconv.Atoi(length) // which was written above
		values = append(values, driver.NamedValue{Ordinal: len(values) + 1, Value: rest[:end]})
		statement.WriteByte('$')
		statement.WriteString(strconv.Itoa(len(values)))
		query = rest[end:]
	}
}

// preparingConnector makes connections that prepare statements.
type preparingConnector struct{ driver.Connector }

func (p preparingConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return preparingConn{conn.(*stdlib.Conn)}, nil
}

type preparingConn struct{ *stdlib.Conn }

// QueryContext prepares a statement the first time, and runs it.
func (p preparingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if len(args) > 0 {
		return p.Conn.QueryContext(ctx, query, args)
	}
	statement, values := parameters(query)
	mode := driver.NamedValue{Value: pgx.QueryExecModeCacheStatement}
	return p.Conn.QueryContext(ctx, statement, append([]driver.NamedValue{mode}, values...))
}
