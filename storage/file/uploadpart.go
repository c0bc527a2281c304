package file

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/fault"
)

// maxParts is in how many parts a file comes at most, so that a list of them stays
// short.
const maxParts = 1000

// partBytes is how large the parts of a file are.
func partBytes(size int64) int64 {
	least := (size + maxParts - 1) / maxParts
	return max(PartBytes, (least+mebibyte-1)/mebibyte*mebibyte)
}

// Part is a part of a file that is uploaded: bytes that follow those of the part
// before it.
type Part struct {
	Number int
	Size   int64
	// URL is where to send it; nil where it has come.
	URL *string
	// Headers are to be sent along with it.
	Headers []Header
	Done    bool
}

// Header is a header of a request.
type Header struct{ Name, Value string }

// sizes are those of the parts, in their order.
func (u *Upload) sizes() []int64 {
	var sizes []int64
	for left := u.SizeBytes; left > 0; left -= u.PartBytes {
		sizes = append(sizes, min(left, u.PartBytes))
	}
	return sizes
}

// UploadParts are all parts of an upload, with an address for each that has not come:
// none of them is good for longer than the upload.
func (l *Library) UploadParts(ctx context.Context, upload *Upload) ([]*Part, error) {
	if upload.Stored() {
		return []*Part{}, nil
	}
	come, err := l.come(ctx, upload)
	if err != nil {
		return nil, err
	}
	var lifetime float64
	err = l.DB.NewRaw("SELECT extract(epoch FROM ?::timestamptz - transaction_timestamp())", upload.ExpiresAt).Scan(ctx, &lifetime)
	if err != nil {
		return nil, err
	}
	var parts []*Part
	for i, size := range upload.sizes() {
		part := &Part{Number: i + 1, Size: size, Headers: []Header{}, Done: come[i]}
		if !part.Done {
			if err := l.address(ctx, upload, part, max(time.Second, time.Duration(lifetime*float64(time.Second)))); err != nil {
				return nil, err
			}
		}
		parts = append(parts, part)
	}
	return parts, nil
}

// come tells of each part whether it is in the store. One of another size than it
// should have is not.
func (l *Library) come(ctx context.Context, upload *Upload) ([]bool, error) {
	sizes := upload.sizes()
	come := make([]bool, len(sizes))
	if upload.MultipartID != nil {
		chunks, err := l.Bucket.Chunks(ctx, upload.key(), *upload.MultipartID)
		if err == nil {
			for i, size := range sizes {
				come[i] = chunks[i+1].Size == size
			}
			return come, nil
		}
		if !errors.Is(err, ErrMissing) {
			return nil, err
		}
	}
	// It is one object by now, or always was.
	object, err := l.Bucket.Stat(ctx, upload.key())
	switch {
	case errors.Is(err, ErrMissing):
		return come, nil
	case err != nil:
		return nil, err
	}
	for i := range come {
		come[i] = object.Size == upload.SizeBytes
	}
	return come, nil
}

// address signs the address of a part. The store takes as many bytes there as were
// announced; whether they are the right ones is looked at when all have come.
func (l *Library) address(ctx context.Context, upload *Upload, part *Part, lifetime time.Duration) error {
	signed := http.Header{"Content-Length": {strconv.FormatInt(part.Size, 10)}}
	query := map[string][]string{}
	if upload.MultipartID != nil {
		query = partQuery(*upload.MultipartID, part.Number)
	} else {
		part.Headers = []Header{{"Content-Type", upload.ContentType}}
	}
	for _, header := range part.Headers {
		signed.Set(header.Name, header.Value)
	}
	url, err := l.Bucket.PresignPut(ctx, upload.key(), lifetime, signed, query)
	if err != nil {
		return err
	}
	part.URL = new(url.String())
	return nil
}

// incompleteRule is broken by an upload of which parts are still to come.
const incompleteRule = "incomplete"

// join puts an upload together in the store, once all of it has come.
func (l *Library) join(ctx context.Context, upload *Upload) error {
	come, err := l.come(ctx, upload)
	if err != nil {
		return err
	}
	if slices.Contains(come, false) {
		return incomplete(come)
	}
	if upload.MultipartID == nil {
		return nil
	}
	chunks, err := l.Bucket.Chunks(ctx, upload.key(), *upload.MultipartID)
	if errors.Is(err, ErrMissing) {
		return nil // it is put together
	}
	if err != nil {
		return err
	}
	for number := range chunks {
		if number > len(come) {
			delete(chunks, number)
		}
	}
	err = l.Bucket.Join(ctx, upload.key(), *upload.MultipartID, chunks)
	if errors.Is(err, ErrMissing) {
		return nil // somebody else has done it meanwhile
	}
	return err
}

// incomplete names the parts that are missing.
func incomplete(come []bool) error {
	const named = 10
	var numbers []string
	for i, there := range come {
		if !there {
			numbers = append(numbers, strconv.Itoa(i+1))
		}
	}
	switch {
	case len(come) == 1:
		return fault.Invalid("file", incompleteRule, "it has not been uploaded yet")
	case len(numbers) == 1:
		return fault.Invalid("file", incompleteRule, "part %s has not been uploaded yet", numbers[0])
	}
	list := strings.Join(numbers[:min(named, len(numbers))], ", ")
	if len(numbers) > named {
		list += fmt.Sprintf(" and %d more", len(numbers)-named)
	}
	return fault.Invalid("file", incompleteRule, "parts %s have not been uploaded yet", list)
}
