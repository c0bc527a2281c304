package file

import (
	"context"
	"net/http"
	"time"
)

// PublicOrigin is where the addresses lead that are signed for browsers, such as
// `https://s3.example.org`. That of a store with regions may be another than what the
// settings say, so an address is signed to see. Nothing is asked of the store.
func (b *Bucket) PublicOrigin() (string, error) {
	address, err := b.public.PresignHeader(context.Background(), http.MethodGet, b.s3.Bucket, "origin", time.Minute, nil, nil)
	if err != nil {
		return "", err
	}
	return address.Scheme + "://" + address.Host, nil
}
