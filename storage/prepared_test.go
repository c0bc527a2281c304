package storage

import (
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/schema"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/pg"
)

// TestParameters takes values out of statements: whatever they say, they come out as they went in, and leave nothing in
// the statement.
func TestParameters(t *testing.T) {
	t.Parallel()
	gen := schema.NewQueryGen(markingDialect{pgdialect.New()})
	text := rapid.OneOf(rapid.StringN(0, 20, -1), rapid.SampledFrom([]string{"", "'", "\x01", "\x011:x", "$1", "?0", "3:abc", "'; DROP TABLE x; --"})).
		Filter(func(s string) bool { return !strings.ContainsRune(s, 0) })
	rapid.Check(t, func(t *rapid.T) {
		one, two, list := text.Draw(t, "one"), text.Draw(t, "two"), rapid.SliceOfN(text, 0, 3).Draw(t, "list")
		moment := time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "seconds"), 123_456_000)
		query := gen.AppendQuery(nil, "SELECT ? + ?, ?::text[], ?::timestamptz, ? WHERE ?", one, two, pg.Texts(list), moment, 7, schema.SafeQuery("x = ?", []any{one}))
		statement, values := parameters(string(query))
		if want := "SELECT $1 + $2, $3::text[], $4::timestamptz, 7 WHERE x = $5"; statement != want {
			t.Fatalf("the statement is %q, not %q", statement, want)
		}
		for i, want := range map[int]string{0: one, 1: two, 3: moment.UTC().Format("2006-01-02 15:04:05.999999-07:00"), 4: one} {
			if values[i].Value != want || values[i].Ordinal != i+1 {
				t.Errorf("value %d is %q, not %q", i+1, values[i].Value, want)
			}
		}
	})
}
