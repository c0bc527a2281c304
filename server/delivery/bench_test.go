package delivery_test

import (
	"io"
	"net/http"
	"testing"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

// BenchmarkDownload reads a file from the hub, and from the store alone to compare with.
func BenchmarkDownload(b *testing.B) {
	const size = 64 << 20
	h := open(b, filetest.Bucket(b))
	stored := h.file("video/mp4", noise(size), file.Facts{})
	address := h.address(h.show("talk", "talk.mp4", stored, true), "original", "talk.mp4")
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
			body, _, err := h.bucket.Get(b.Context(), stored.Key(file.Original), 0, 0)
			if err != nil {
				b.Fatal(err)
			}
			read(b, body)
		}
	})
}
