package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/cocreated/hub/storage/fault"
)

// Save writes a file into a folder, named by its checksum, and with the end of name of its
// type. What is there already and is whole stays. A file in quarantine is refused.
func (l *Library) Save(ctx context.Context, dir, checksum string) error {
	file, err := fileBy(ctx, l.DB, checksum)
	switch {
	case err != nil:
		return err
	case file == nil:
		return fault.Invalid("sha256", "file", "the hub has no file with the checksum %s", checksum)
	case file.State == Quarantined:
		return fault.Invalid("sha256", "quarantine", "the file with the checksum %s is in quarantine", checksum)
	}
	path := filepath.Join(dir, file.savedName())
	if whole, err := file.isAt(path); whole || err != nil {
		return err
	}
	body, _, err := l.Bucket.Get(ctx, file.Key(Original), 0, 0)
	if err != nil {
		return fmt.Errorf("the file with the checksum %s: %w", checksum, err)
	}
	defer body.Close()
	return file.write(path, body)
}

// savedName is what the file is called outside of the hub.
func (f *File) savedName() string {
	i := slices.IndexFunc(MediaTypes, func(t *MediaType) bool { return t.Name == f.ContentType })
	if i < 0 {
		return f.SHA256
	}
	return f.SHA256 + MediaTypes[i].Extensions[0]
}

// isAt tells whether the bytes at a path are those of the file.
func (f *File) isAt(path string) (bool, error) {
	there, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer there.Close()
	if info, err := there.Stat(); err != nil || info.Size() != f.SizeBytes {
		return false, err
	}
	sum := sha256.New()
	_, err = io.Copy(sum, there)
	return hex.EncodeToString(sum.Sum(nil)) == f.SHA256, err
}

// write puts bytes at a path, once they are all there and are those of the file.
func (f *File) write(path string, body io.Reader) (err error) {
	part, err := os.CreateTemp(filepath.Dir(path), ".part-")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(part.Name()))
		}
	}()
	measured := newMeter(body, f.SizeBytes, fmt.Errorf("the store has more bytes of %s than it was given", f.SHA256))
	_, err = io.Copy(part, measured)
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	if measured.sha256() != f.SHA256 {
		return fmt.Errorf("the store has other bytes of %s than it was given", f.SHA256)
	}
	return os.Rename(part.Name(), path)
}
