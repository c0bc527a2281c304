package pg

import (
	"sync"

	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/canonical"
)

// Recordset is a list of rows as one JSON value, for jsonb_to_recordset.
type Recordset func() ([]byte, error)

// Rows makes a recordset of a list.
func Rows(list any) Recordset { return func() ([]byte, error) { return encoded(list) } }

// RowsLater makes a recordset while Postgres is busy with something else; the statement
// that needs it waits for it.
func RowsLater(list func() any) Recordset {
	once := sync.OnceValues(func() ([]byte, error) { return encoded(list()) })
	go func() { _, _ = once() }()
	return once
}

// AppendQuery implements Bun's schema.QueryAppender.
func (r Recordset) AppendQuery(gen schema.QueryGen, b []byte) ([]byte, error) {
	rows, err := r()
	if err != nil {
		return nil, err
	}
	return gen.Dialect().AppendString(b, string(rows)), nil
}

func encoded(list any) ([]byte, error) {
	rows, err := canonical.Encode(list)
	if string(rows) == "null" {
		rows = []byte("[]")
	}
	return rows, err
}
