package file

import (
	"cmp"
	"context"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/minio/minio-go/v7"
)

// Multipart is an object that is on its way into the store, part by part.
type Multipart struct {
	Key, ID string
	Started time.Time
}

// Chunk is a part of an object that has come.
type Chunk struct {
	Number int
	Size   int64
	ETag   string
}

// Begin begins an object that comes in parts, and answers by which id the store
// knows that. No algorithm for checksums is named: each part would need one then.
func (b *Bucket) Begin(ctx context.Context, key, contentType string) (string, error) {
	return b.core.NewMultipartUpload(ctx, b.s3.Bucket, key, minio.PutObjectOptions{ContentType: contentType})
}

// Chunks are the parts that have come, by their numbers. It fails with [ErrMissing]
// where nothing is on its way: it was put together, or given up.
func (b *Bucket) Chunks(ctx context.Context, key, id string) (map[int]Chunk, error) {
	const page = 1000
	chunks, after := map[int]Chunk{}, 0
	for {
		list, err := b.core.ListObjectParts(ctx, b.s3.Bucket, key, id, after, page)
		if err != nil {
			return nil, missing(err)
		}
		for _, part := range list.ObjectParts {
			chunks[part.PartNumber] = Chunk{Number: part.PartNumber, Size: part.Size, ETag: part.ETag}
		}
		if !list.IsTruncated || list.NextPartNumberMarker <= after {
			return chunks, nil
		}
		after = list.NextPartNumberMarker
	}
}

// Join has the store put an object together from parts that have come.
func (b *Bucket) Join(ctx context.Context, key, id string, chunks map[int]Chunk) error {
	var parts []minio.CompletePart
	for _, chunk := range chunks {
		parts = append(parts, minio.CompletePart{PartNumber: chunk.Number, ETag: chunk.ETag})
	}
	slices.SortFunc(parts, func(a, b minio.CompletePart) int { return cmp.Compare(a.PartNumber, b.PartNumber) })
	_, err := b.core.CompleteMultipartUpload(ctx, b.s3.Bucket, key, id, parts, minio.PutObjectOptions{})
	return missing(err)
}

// Abort gives up an object that is on its way, with the parts that have come; one
// that is not is no error.
func (b *Bucket) Abort(ctx context.Context, key, id string) error {
	err := b.core.AbortMultipartUpload(ctx, b.s3.Bucket, key, id)
	if response := minio.ToErrorResponse(err); err != nil && response.StatusCode == http.StatusNotFound {
		return nil
	}
	return err
}

// Multiparts goes through the objects that are on their way. Some stores, such as
// MinIO, do not list them, and give them up by themselves after a while.
func (b *Bucket) Multiparts(ctx context.Context) iter.Seq2[Multipart, error] {
	return func(yield func(Multipart, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for info := range b.core.ListIncompleteUploads(ctx, b.s3.Bucket, "", true) {
			if !yield(Multipart{Key: info.Key, ID: info.UploadID, Started: info.Initiated}, info.Err) || info.Err != nil {
				return
			}
		}
	}
}

// partQuery names a part in an address.
func partQuery(id string, number int) url.Values {
	return url.Values{"uploadId": {id}, "partNumber": {strconv.Itoa(number)}}
}
