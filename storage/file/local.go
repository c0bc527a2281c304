package file

import (
	"context"
	"errors"
	"io"
	"os"
)

// fetch writes an object to a file of this machine.
func (l *Library) fetch(ctx context.Context, key, path string) (err error) {
	body, _, err := l.Bucket.Get(ctx, key, 0, 0)
	if err != nil {
		return err
	}
	defer body.Close()
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, body)
	return errors.Join(err, file.Close())
}

// keep stores a file of this machine as an object.
func (l *Library) keep(ctx context.Context, path, key, contentType string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	return l.Bucket.Put(ctx, key, file, info.Size(), contentType)
}
