package filetest

import (
	"net/url"
	"testing"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"

	"github.com/cocreated/hub/storage/file"
)

// Faulty makes an empty bucket that is reached through a proxy: what is wrong with the
// network is added to its toxics, and Stop cuts it off.
func Faulty(t testing.TB) (*file.Bucket, *toxiproxy.Proxy) {
	t.Helper()
	s3 := S3(t)
	store, err := url.Parse(s3.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := toxiproxy.NewProxy(toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop()), t.Name(), "127.0.0.1:0", store.Host)
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(proxy.Stop)
	store.Host = proxy.Listen
	s3.Endpoint, s3.PublicEndpoint = store.String(), ""
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	return bucket, proxy
}
