package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
)

// PutAll takes in the files of a folder that the hub does not have yet, and calls done
// after each with its size. What is wrong with files is told of all of them together;
// they are left out, and the others are taken in.
func (l *Library) PutAll(ctx context.Context, folder fs.FS, done func(bytes int64)) error {
	return eachFile(folder, func(name string, bytes int64) error {
		defer done(bytes)
		file, err := examineIn(folder, name)
		if err != nil {
			return err
		}
		if known, err := l.want(ctx, file.SHA256); known || err != nil {
			return err
		}
		body, err := folder.Open(name)
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = l.Put(ctx, name, "", body)
		return err
	})
}

// Pretend makes a function that records the files of a folder, with no bytes of them, in
// a transaction that is to be taken back: what would be written can then point to them.
func Pretend(folder fs.FS) func(context.Context, bun.IDB) error {
	return func(ctx context.Context, tx bun.IDB) error {
		return eachFile(folder, func(name string, _ int64) error {
			file, err := examineIn(folder, name)
			if err != nil {
				return err
			}
			_, err = tx.NewRaw(`INSERT INTO hub.files (sha256, id, content_type, size_bytes, created_at) VALUES (?, ?, ?, ?, transaction_timestamp()) ON CONFLICT DO NOTHING`,
				file.SHA256, file.ID, file.ContentType, file.SizeBytes).Exec(ctx)
			return err
		})
	}
}

// FolderBytes is the size of all files of a folder that PutAll would go through.
func FolderBytes(folder fs.FS) (total int64, err error) {
	err = eachFile(folder, func(_ string, bytes int64) error {
		total += bytes
		return nil
	})
	return total, err
}

// eachFile goes through a folder, but not through folders below. Records may lie beside
// the files, and what begins with a dot is not meant. What is wrong with a file stops
// only that one.
func eachFile(folder fs.FS, do func(name string, bytes int64) error) error {
	entries, err := fs.ReadDir(folder, ".")
	if err != nil {
		return err
	}
	var refused []error
	for _, entry := range entries {
		if entry.IsDir() || strings.HasPrefix(entry.Name(), ".") || strings.HasSuffix(entry.Name(), ".ndjson") {
			continue
		}
		info, err := fs.Stat(folder, entry.Name())
		if err == nil {
			err = do(entry.Name(), info.Size())
		}
		if err != nil {
			err = fmt.Errorf("%s: %w", entry.Name(), err)
		}
		var problem *fault.Error
		switch {
		case errors.As(err, &problem):
			refused = append(refused, err)
		case err != nil:
			return err
		}
	}
	return errors.Join(refused...)
}

func examineIn(folder fs.FS, name string) (*File, error) {
	body, err := folder.Open(name)
	if err != nil {
		return nil, err
	}
	defer body.Close()
	return examine(name, body)
}

// examine checks a file as Put does, and tells what it would be recorded as.
func examine(name string, body io.Reader) (*File, error) {
	file, measured, buffered, err := arrive(name, "", body)
	if err != nil {
		return nil, err
	}
	if file.Type() == Image {
		return file, file.measureClean(measured, buffered)
	}
	_, err = io.Copy(io.Discard, buffered)
	file.SHA256, file.SizeBytes = measured.sha256(), measured.size
	return file, err
}

// measureClean tells what an image is without its metadata.
func (f *File) measureClean(measured *meter, buffered io.Reader) error {
	original, err := measured.whole(buffered)
	if err != nil {
		return err
	}
	defer original.Close()
	clean, err := cleaned(f.ContentType, original)
	if err != nil {
		return err
	}
	defer clean.Close()
	f.SHA256, f.SizeBytes = clean.sha256, clean.size
	return nil
}

// want tells whether the hub has a file, and keeps it from being swept before somebody
// points to it.
func (l *Library) want(ctx context.Context, sha256 string) (bool, error) {
	result, err := l.DB.NewRaw("UPDATE hub.files SET wanted_at = greatest(wanted_at, transaction_timestamp()) WHERE sha256 = ?", sha256).Exec(ctx)
	if err != nil {
		return false, err
	}
	known, err := result.RowsAffected()
	return known > 0, err
}
