package pg_test

import (
	"fmt"

	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/schema"

	"github.com/cocreated/hub/storage/pg"
)

// Any number of rows is one value of a statement.
func ExampleRows() {
	type row struct {
		Slug   string `json:"slug"`
		Locale string `json:"locale"`
	}
	statement := schema.SafeQuery(`SELECT * FROM jsonb_to_recordset(?) AS r (slug text, locale text)`,
		[]any{pg.Rows([]row{{"oak", "en"}, {"quercia", "it"}})})
	sql, err := statement.AppendQuery(schema.NewQueryGen(pgdialect.New()), nil)
	fmt.Println(string(sql), err)
	// Output: SELECT * FROM jsonb_to_recordset('[{"slug":"oak","locale":"en"},{"slug":"quercia","locale":"it"}]') AS r (slug text, locale text) <nil>
}

func ExampleOptionalText() {
	fmt.Println(pg.OptionalText("  ") == nil, *pg.OptionalText(" said "))
	// Output: true said
}
