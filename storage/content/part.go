package content

import (
	"encoding/json"

	"github.com/uptrace/bun"
)

// partRecord is a row of the table parts with its texts.
type partRecord struct {
	bun.BaseModel `bun:"table:parts,alias:p"`
	Part
	Fields json.RawMessage `bun:"fields,type:jsonb"`
}

// row makes the Go struct of the kind of part.
func (p *partRecord) row(kind *PartKind, locales []Locale) (PartRow, error) {
	value := kind.New()
	row := value.Interface().(PartRow)
	*row.PartHeader() = p.Part
	if err := json.Unmarshal(p.Fields, kind.FieldsOf(value)); err != nil {
		return nil, err
	}
	return row, row.PartHeader().resolve(locales, kind.TextOf(value))
}
