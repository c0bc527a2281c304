package file

import (
	"context"
	"encoding/json"

	"github.com/uptrace/bun"
)

// record makes bytes that are in the store a file, and puts in the job that inspects
// it, with what else belongs to that. Where the hub has these bytes as another file, that one is answered, and the
// objects of the new one are removed. Nothing is removed where that fails: it may
// have been committed all the same, and what was not is swept later.
func (l *Library) record(ctx context.Context, file *File, also ...func(context.Context, bun.Tx) error) (*File, error) {
	var recorded *File
	err := l.DB.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) (err error) {
		if recorded, err = l.insert(ctx, tx, file); err != nil {
			return err
		}
		for _, do := range also {
			if err := do(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if recorded.ID != file.ID {
		_ = l.discard(ctx, file.ID) // or swept later; there is the file
	}
	return recorded, nil
}

// insert writes the row of a file, or that it is wanted again: then no sweep takes it
// away before somebody points to it.
func (l *Library) insert(ctx context.Context, tx bun.Tx, file *File) (*File, error) {
	var isNew bool
	err := tx.NewRaw(`
		INSERT INTO hub.files AS f (sha256, id, content_type, size_bytes, created_at, wanted_at)
		VALUES (?, ?, ?, ?, transaction_timestamp(), transaction_timestamp())
		ON CONFLICT (sha256) DO UPDATE SET wanted_at = greatest(f.wanted_at, excluded.wanted_at)
		RETURNING f.xmax = 0`, file.SHA256, file.ID, file.ContentType, file.SizeBytes).Scan(ctx, &isNew)
	if err != nil {
		return nil, err
	}
	if isNew {
		if err := l.enqueueInspection(ctx, tx, file.SHA256); err != nil {
			return nil, err
		}
	}
	return fileBy(ctx, tx, file.SHA256)
}

// fileBy reads the file with a checksum; nil where there is none.
func fileBy(ctx context.Context, db bun.IDB, sha256 string) (*File, error) {
	var snapshot []byte
	err := db.NewRaw("SELECT hub.file_snapshot(?)", sha256).Scan(ctx, &snapshot)
	if err == nil && snapshot == nil {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	file := new(File)
	return file, json.Unmarshal(snapshot, file)
}
