package storage

import (
	"encoding/json"

	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/kind"
)

// FilesOf are the checksums of the files that a record shows, as it is written and as it
// is live.
func FilesOf(record *edit.Record) ([]string, error) {
	var checksums []string
	for ; record != nil; record = record.Live {
		if record.Kind != "asset" {
			continue
		}
		var fields kind.AssetFields
		if err := json.Unmarshal(record.Fields, &fields); err != nil {
			return nil, err
		}
		if fields.SHA256 != nil {
			checksums = append(checksums, *fields.SHA256)
		}
	}
	return checksums, nil
}
