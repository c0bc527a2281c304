package objectstore

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/cocreated/hub/storage/file"
)

// Attach is how the store is reached that another process runs on a folder. It is for
// commands that work beside a running hub, after [Start] has answered with a
// [*LockedError].
func Attach(ctx context.Context, dir string) (file.S3, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return file.S3{}, err
	}
	var own keys
	var at place
	if err = read(placeFile(dir), &at); err == nil {
		err = read(keysFile(dir), &own)
	}
	if err == nil {
		// The file may be left from a hub that was killed.
		err = at.answers(ctx)
	}
	if err != nil {
		return file.S3{}, fmt.Errorf("no object store runs on %s: %w", dir, err)
	}
	return own.s3(at), nil
}
