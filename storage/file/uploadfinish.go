package file

import (
	"bufio"
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/pg"
)

// finishTime is how long it may take to read what was uploaded, and to store it.
const finishTime = time.Hour

// FinishUpload makes the bytes of an upload a file, once all of them have come and
// are what was announced. What is something else is removed, with the upload. It may
// be called again, and by several at once: one does it, and it goes on when whoever
// asked has gone away, because a large file takes longer than some proxies wait.
func (l *Library) FinishUpload(ctx context.Context, upload *Upload) (*File, error) {
	if upload.Stored() {
		return fileBy(ctx, l.DB, *upload.FileSHA256)
	}
	done := l.finishing.DoChan(upload.ID.String(), func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
		defer cancel()
		return l.finish(ctx, upload.ID)
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case result := <-done:
		if result.Err != nil {
			return nil, result.Err
		}
		file := result.Val.(*File)
		upload.FileSHA256 = &file.SHA256
		return file, nil
	}
}

// finish does what [Library.FinishUpload] does, unless it was done meanwhile.
func (l *Library) finish(ctx context.Context, id uuid.UUID) (*File, error) {
	upload, err := l.Upload(ctx, id)
	if err != nil {
		return nil, err
	}
	if upload.Stored() {
		return fileBy(ctx, l.DB, *upload.FileSHA256)
	}
	file, err := l.verified(ctx, upload)
	var refused *fault.Error
	switch {
	case errors.As(err, &refused) && refused.Rule == incompleteRule:
		return l.finishedMeanwhile(ctx, id, err)
	case refused != nil:
		return nil, errors.Join(err, l.dropUpload(ctx, upload))
	case err != nil:
		return nil, err
	}
	return l.recordUpload(ctx, upload, file)
}

// finishedMeanwhile answers the file of an upload that is not where it was, because
// another node has taken it in.
func (l *Library) finishedMeanwhile(ctx context.Context, id uuid.UUID, incomplete error) (*File, error) {
	upload, err := l.Upload(ctx, id)
	switch {
	case err != nil:
		return nil, err
	case upload.Stored():
		return fileBy(ctx, l.DB, *upload.FileSHA256)
	}
	return nil, incomplete
}

// recordUpload records the file that an upload is, unless that was given up meanwhile.
func (l *Library) recordUpload(ctx context.Context, upload *Upload, file *File) (*File, error) {
	recorded, err := l.record(ctx, file, func(ctx context.Context, tx bun.Tx) error {
		var id string
		err := tx.NewRaw("UPDATE hub.uploads SET file_sha256 = ? WHERE id = ? RETURNING id", file.SHA256, upload.ID).Scan(ctx, &id)
		if pg.IsNoRows(err) {
			return noUpload()
		}
		return err
	})
	var refused *fault.Error
	if errors.As(err, &refused) {
		return nil, errors.Join(err, l.forget(ctx, upload))
	}
	if err != nil {
		return nil, err
	}
	_ = l.Bucket.Remove(ctx, uploadsPrefix+upload.ID.String()) // or swept later; there is the file
	return recorded, nil
}

// verified puts an upload together and reads it, from its beginning to its end, and
// answers the file that it is, whose original is in the store then.
func (l *Library) verified(ctx context.Context, upload *Upload) (*File, error) {
	if err := l.join(ctx, upload); err != nil {
		return nil, err
	}
	body, _, err := l.Bucket.Get(ctx, upload.key(), 0, 0)
	if errors.Is(err, ErrMissing) {
		return nil, incomplete([]bool{false})
	}
	if err != nil {
		return nil, err
	}
	defer body.Close()
	read := newMeter(body, upload.SizeBytes, fault.Invalid("size", "equal", "more than the announced %d bytes were uploaded", upload.SizeBytes))
	if !upload.staged() {
		if err := upload.check(read, io.Discard); err != nil {
			return nil, err
		}
		file := upload.file()
		file.SHA256, file.SizeBytes = read.sha256(), read.size
		return file, nil
	}
	copied, err := newSpool(func(out io.Writer) error { return upload.check(read, out) })
	if err != nil {
		return nil, err
	}
	defer copied.Close()
	return l.storeStaged(ctx, upload, copied)
}

// storeStaged stores what was uploaded apart as the original of a file.
func (l *Library) storeStaged(ctx context.Context, upload *Upload, from *spool) (*File, error) {
	file := upload.file()
	if file.Type() == Image {
		return file, l.storeImage(ctx, file, from)
	}
	file.SHA256, file.SizeBytes = from.sha256, from.size
	return file, l.Bucket.Put(ctx, file.Key(Original), from.File, from.size, file.ContentType)
}

// check copies what was uploaded, and refuses it where it is not what was announced.
func (u *Upload) check(read *meter, out io.Writer) error {
	wanted, err := mediaTypeOf(u.FileName, u.ContentType)
	if err != nil {
		return err
	}
	buffered := bufio.NewReaderSize(read, sniffBytes)
	unlike := confirmStart(wanted, buffered)
	if _, err := io.Copy(out, buffered); err != nil {
		return err
	}
	switch {
	case read.size != u.SizeBytes:
		return fault.Invalid("size", "equal", "%d bytes were uploaded, and %d were announced", read.size, u.SizeBytes)
	case read.sha256() != u.SHA256:
		return fault.Invalid("sha256", "equal", "the checksum of what was uploaded is %s; some of it was lost or changed on the way, so upload it anew", read.sha256())
	}
	return unlike
}
