package gateway

import (
	"context"
	"errors"
	"io"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/versity/versitygw/backend"
	"github.com/versity/versitygw/s3api/middlewares"
	"github.com/versity/versitygw/s3err"
	"github.com/versity/versitygw/s3response"
)

// whole is a store that keeps nothing of a request whose connection was cut. The
// server beneath tells the end of such a body like any other, and room for a part is
// made before its bytes come: it would be listed as if all of it were there.
type whole struct{ backend.Backend }

// UploadPart implements backend.Backend.
func (w whole) UploadPart(ctx context.Context, input *s3.UploadPartInput) (*s3.UploadPartOutput, error) {
	input.Body = announced(input.Body, input.ContentLength)
	return w.Backend.UploadPart(ctx, input)
}

// PutObject implements backend.Backend.
func (w whole) PutObject(ctx context.Context, input s3response.PutObjectInput) (s3response.PutObjectOutput, error) {
	input.Body = announced(input.Body, input.ContentLength)
	return w.Backend.PutObject(ctx, input)
}

// announced fails a body that ends before the length that its request announced. One
// that comes in chunks says itself where it ends.
func announced(body io.Reader, length *int64) io.Reader {
	if _, chunked := body.(middlewares.ChecksumReader); body == nil || length == nil || chunked {
		return body
	}
	return &announcedReader{from: body, left: *length}
}

type announcedReader struct {
	from io.Reader
	left int64
}

// Read implements io.Reader.
func (r *announcedReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	r.left -= int64(n)
	if errors.Is(err, io.EOF) && r.left > 0 {
		// The plain error for it would be taken for the end on the way.
		return n, s3err.GetAPIError(s3err.ErrIncompleteBody)
	}
	return n, err
}
