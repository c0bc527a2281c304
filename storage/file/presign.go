package file

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// redirectTime is for how long the store answers an address that a client was sent to.
const redirectTime = 10 * time.Minute

// PresignGet makes an address by which whoever has it reads an object from the store
// itself, for a few minutes. The store answers with the header given, as far as S3 lets
// it be chosen: the type and the disposition.
func (b *Bucket) PresignGet(ctx context.Context, key string, header http.Header) (string, error) {
	query := url.Values{}
	for name, parameter := range map[string]string{
		"Content-Type": "response-content-type", "Content-Disposition": "response-content-disposition",
	} {
		if value := header.Get(name); value != "" {
			query.Set(parameter, value)
		}
	}
	address, err := b.public.PresignedGetObject(ctx, b.s3.Bucket, key, redirectTime, query)
	if err != nil {
		return "", err
	}
	return address.String(), nil
}

// PresignPut is an address to which whoever has it may upload an object, once or more,
// until it expires. What the header says is signed along: it must be sent as it is.
// The query tells which part of which multipart upload it is, if it is one.
func (b *Bucket) PresignPut(ctx context.Context, key string, expires time.Duration, header http.Header, query url.Values) (*url.URL, error) {
	return b.public.PresignHeader(ctx, http.MethodPut, b.s3.Bucket, key, expires, query, header)
}
