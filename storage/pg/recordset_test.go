package pg

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/schema"
	"pgregory.net/rapid"
)

// quoted is a recordset as it stands in a statement.
func quoted(rows Recordset) (string, error) {
	sql, err := rows.AppendQuery(schema.NewQueryGen(pgdialect.New()), []byte("SELECT "))
	return string(bytes.TrimPrefix(sql, []byte("SELECT "))), err
}

// TestRows writes rows into a statement, and reads them as Postgres does: whatever they
// say, they stay within their quotes and say the same.
func TestRows(t *testing.T) {
	t.Parallel()
	type row struct {
		Name  string  `json:"name"`
		Note  *string `json:"note"`
		Count int     `json:"count"`
	}
	text := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`'`, `''); DROP TABLE x; --`, `\`, `\'`, "E'\\n'", "?0 ?", "$1"}))
	one := rapid.Custom(func(t *rapid.T) row {
		return row{Name: text.Draw(t, "name"), Note: rapid.Ptr(text, true).Draw(t, "note"), Count: rapid.Int().Draw(t, "count")}
	})
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(one, 0, 5).Draw(t, "rows")
		sql, err := quoted(Rows(rows))
		if err != nil {
			t.Fatal(err)
		}
		inside := strings.ReplaceAll(sql[1:len(sql)-1], "''", "")
		if sql[0] != '\'' || sql[len(sql)-1] != '\'' || strings.Contains(inside, "'") {
			t.Fatalf("it leaves its quotes: %s", sql)
		}
		var read []row
		if err := json.Unmarshal([]byte(strings.ReplaceAll(sql[1:len(sql)-1], "''", "'")), &read); err != nil {
			t.Fatalf("%v: %s", err, sql)
		}
		if diff := cmp.Diff(rows, read); diff != "" && len(rows)+len(read) > 0 {
			t.Error(diff)
		}
		if later, err := quoted(RowsLater(func() any { return rows })); later != sql || err != nil {
			t.Errorf("later it is %s, %v; want %s", later, err, sql)
		}
	})
}

// TestRowsOfNothing is an empty list, and what has no JSON is an error and no empty list.
func TestRowsOfNothing(t *testing.T) {
	t.Parallel()
	if sql, err := quoted(Rows([]string(nil))); sql != "'[]'" || err != nil {
		t.Errorf("no rows are %s, %v", sql, err)
	}
	for name, rows := range map[string]Recordset{"Rows": Rows(func() {}), "RowsLater": RowsLater(func() any { return func() {} })} {
		if sql, err := quoted(rows); err == nil {
			t.Errorf("%s of a function are %s", name, sql)
		}
	}
}
