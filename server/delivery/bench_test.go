package delivery_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/cocreated/hub/storage/asset"
	"github.com/cocreated/hub/storage/asset/assettest"
)

// BenchmarkDownload reads a file from the hub, and from the store alone to compare with.
func BenchmarkDownload(b *testing.B) {
	const size = 64 << 20
	h := open(b, assettest.Bucket(b))
	file := h.file("video/mp4", noise(size), asset.Facts{})
	address := h.address(h.show("talk", "talk.mp4", file, true), "original", "talk.mp4")
	read := func(b *testing.B, body io.ReadCloser) {
		b.Helper()
		defer body.Close()
		if n, err := io.Copy(io.Discard, body); err != nil || n != size {
			b.Fatal(n, err)
		}
	}
	b.Run("Hub", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			response, err := http.Get(address)
			if err != nil {
				b.Fatal(err)
			}
			read(b, response.Body)
		}
	})
	b.Run("Store", func(b *testing.B) {
		b.SetBytes(size)
		for b.Loop() {
			body, _, err := h.bucket.Get(b.Context(), file.Key(asset.Original), 0, 0)
			if err != nil {
				b.Fatal(err)
			}
			read(b, body)
		}
	})
}
