package storagetest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
)

// Media records the files of the demo content, as if they had been uploaded and
// inspected, so that its records can be imported. There are no bytes of them.
func Media(t testing.TB, store *storage.Store) {
	t.Helper()
	if err := recordMedia(t.Context(), store); err != nil {
		t.Fatal(err)
	}
}

func recordMedia(ctx context.Context, store *storage.Store) error {
	records, err := demo.Open()
	if err != nil {
		return err
	}
	for lines := json.NewDecoder(records); lines.More(); {
		var record struct {
			Kind   string
			Fields json.RawMessage
		}
		if err := lines.Decode(&record); err != nil {
			return err
		}
		if record.Kind != "asset" {
			continue
		}
		var stored kind.AssetFields
		if err := json.Unmarshal(record.Fields, &stored); err != nil {
			return err
		}
		_, err := Draft(store).NewRaw(`INSERT INTO hub.files (sha256, id, content_type, size_bytes, state, created_at) VALUES (?, ?, ?, ?, ?, transaction_timestamp())`,
			stored.SHA256, uuid.Must(uuid.NewV7()), stored.ContentType, stored.SizeBytes, file.Ready).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}
