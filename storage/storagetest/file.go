package storagetest

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/file"
)

// FileBytes is the size of files that tests make up.
const FileBytes = 20_480

// File records a file that has been inspected and is ready, as if it had been
// uploaded, and answers its checksum. There are no bytes of it.
func File(t testing.TB, store *storage.Store, contentType string) string {
	t.Helper()
	return FileIn(t, store, contentType, file.Ready, nil)
}

// FileIn records a file in a state; the problem, if any, is why.
func FileIn(t testing.TB, store *storage.Store, contentType string, state file.State, problem *string) string {
	t.Helper()
	id := uuid.Must(uuid.NewV7())
	sum := sha256.Sum256(id[:])
	checksum := hex.EncodeToString(sum[:])
	_, err := Draft(store).NewRaw(`INSERT INTO hub.files (sha256, id, content_type, size_bytes, state, problem, created_at)
		VALUES (?, ?, ?, ?, ?, ?, transaction_timestamp())`, checksum, id, contentType, FileBytes, state, problem).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return checksum
}

// Files gives each asset whose draft has no file one of its media type, so that it
// can be published.
func Files(t testing.TB, store *storage.Store) {
	t.Helper()
	_, err := Draft(store).NewRaw(`
		INSERT INTO hub.files (sha256, id, content_type, size_bytes, state, created_at)
			SELECT encode(sha256(id::text::bytea), 'hex'), id, content_type, size_bytes, 'READY', transaction_timestamp() FROM draft.assets WHERE sha256 IS NULL;
		UPDATE draft.assets SET sha256 = encode(sha256(id::text::bytea), 'hex') WHERE sha256 IS NULL`).Exec(t.Context())
	if err != nil {
		t.Fatal(err)
	}
}
