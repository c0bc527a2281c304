package file

import (
	"bufio"
	"context"
	"errors"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/fault"
)

// Put takes a file in: it stores its bytes, checks that they are what the type says,
// and records it. Where no type is declared, the end of the name tells it. Images lose
// their metadata. Bytes that the hub has already are the file that it has. Memory does
// not depend on how large the file is.
func (l *Library) Put(ctx context.Context, name, declaredType string, body io.Reader) (*File, error) {
	file, measured, buffered, err := arrive(name, declaredType, body)
	if err != nil {
		return nil, err
	}
	if file.Type() == Image {
		err = l.putImage(ctx, file, measured, buffered)
	} else if err = l.Bucket.Put(ctx, file.Key(Original), buffered, -1, file.ContentType); err == nil {
		file.SHA256, file.SizeBytes = measured.sha256(), measured.size
	}
	if measured.failed != nil {
		err = measured.failed
	}
	if err != nil {
		return nil, errors.Join(err, l.discard(ctx, file.ID))
	}
	return l.record(ctx, file)
}

// arrive begins to take a file in: by its name, its type and how it starts. What is
// read of it from here on is measured.
func arrive(name, declaredType string, body io.Reader) (*File, *meter, *bufio.Reader, error) {
	if err := checkName(name); err != nil {
		return nil, nil, nil, err
	}
	wanted, err := mediaTypeOf(name, declaredType)
	if err != nil {
		return nil, nil, nil, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return nil, nil, nil, err
	}
	measured := newMeter(body, wanted.MaxBytes, wanted.bounded(wanted.MaxBytes+1))
	buffered := bufio.NewReaderSize(measured, sniffBytes)
	if err := confirmStart(wanted, buffered); err != nil {
		return nil, nil, nil, err
	}
	return &File{ID: id, ContentType: wanted.Name, State: Pending}, measured, buffered, nil
}

// confirmStart refuses a file that is empty, or whose beginning is not that of its type.
func confirmStart(wanted *MediaType, from *bufio.Reader) error {
	first, err := from.Peek(sniffBytes)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case len(first) == 0:
		return fault.Invalid("file", "empty", "the file is empty")
	}
	return wanted.confirm(first)
}

// putImage stores an image without its metadata.
func (l *Library) putImage(ctx context.Context, file *File, measured *meter, buffered io.Reader) error {
	original, err := measured.whole(buffered)
	if err != nil {
		return err
	}
	defer original.Close()
	return l.storeImage(ctx, file, original)
}

func (l *Library) storeImage(ctx context.Context, file *File, original io.ReadSeeker) error {
	clean, err := cleaned(file.ContentType, original)
	if err != nil {
		return err
	}
	defer clean.Close()
	file.SHA256, file.SizeBytes = clean.sha256, clean.size
	return l.Bucket.Put(ctx, file.Key(Original), clean, clean.size, file.ContentType)
}

// discardPatience is how long the store may take to forget what was not wanted; what
// it does not forget is swept later.
const discardPatience = 30 * time.Second

// discard removes what was stored under an id that no file will have, also for those
// who have gone away.
func (l *Library) discard(ctx context.Context, id uuid.UUID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardPatience)
	defer cancel()
	file := File{ID: id}
	return l.Bucket.RemoveAll(ctx, file.Key(""))
}
