package main

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/file"
)

// BenchmarkUpload uploads a file by a script, four parts at a time, and has it completed;
// and it sends as many bytes in the same way to the store itself. `ratio` is how much of
// the store's speed is left.
func BenchmarkUpload(b *testing.B) {
	data := servertest.DataFolder(b)
	s := newScript(b, serve(b, data, "--no-demo"), data)
	_, bucket := insideOf(b, data)
	store := servertest.Store(b, data, bucket)
	size := uploadSize(b)
	b.SetBytes(size)
	var through, alone time.Duration
	for n := 0; b.Loop(); n++ {
		r := recording{size: size + int64(4*n)} // another file each time
		state := s.start(r, "recording.wav")
		began := time.Now()
		s.sendMissing(state, r)
		s.complete(state.ID)
		through += time.Since(began)

		direct := direct(b, store.Files(), r)
		began = time.Now()
		s.sendMissing(direct, r)
		alone += time.Since(began)
	}
	report(b, size, through, alone)
}

// direct prepares an upload whose addresses are those of the store. Nobody completes it.
func direct(b *testing.B, files *file.Library, r recording) uploadState {
	b.Helper()
	upload, err := files.StartUpload(b.Context(), act.Actor{}, file.Announced{FileName: "alone.wav", Size: r.size, SHA256: sumOfNothing})
	if err != nil {
		b.Fatal(err)
	}
	parts, err := files.UploadParts(b.Context(), upload)
	if err != nil {
		b.Fatal(err)
	}
	state := uploadState{}
	for _, part := range parts {
		state.Parts = append(state.Parts, uploadPart{Number: part.Number, URL: *part.URL, Size: part.Size})
	}
	return state
}

const sumOfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

func report(b *testing.B, size int64, through, alone time.Duration) {
	b.Helper()
	b.ReportMetric(float64(alone)/float64(through), "ratio")
	b.ReportMetric(float64(size)*float64(b.N)/alone.Seconds()/(1<<20), "store-MiB/s")
	b.ReportMetric(float64(size)*float64(b.N)/through.Seconds()/(1<<20), "hub-MiB/s")
}

// BenchmarkDownload reads a file from the hub, and from the store without it.
func BenchmarkDownload(b *testing.B) {
	data := servertest.DataFolder(b)
	s := newScript(b, serve(b, data, "--no-demo"), data)
	_, bucket := insideOf(b, data)
	r := recording{size: uploadSize(b)}
	state := s.start(r, "recording.wav")
	s.sendMissing(state, r)
	s.complete(state.ID)
	address, key := s.firstAsset(), ""
	for object, err := range bucket.List(b.Context(), "files/") {
		if err != nil {
			b.Fatal(err)
		}
		if object.Size == r.size {
			key = object.Key
		}
	}
	b.SetBytes(r.size)
	var through, alone time.Duration
	for b.Loop() {
		began := time.Now()
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, address, nil)
		if err != nil {
			b.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+s.token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		drain(b, response.Body, r.size)
		through += time.Since(began)
		began = time.Now()
		body, _, err := bucket.Get(b.Context(), key, 0, 0)
		if err != nil {
			b.Fatal(err)
		}
		drain(b, body, r.size)
		alone += time.Since(began)
	}
	report(b, r.size, through, alone)
}

// firstAsset is the address of the file of the one asset.
func (s *script) firstAsset() string {
	s.Helper()
	var data struct {
		Assets struct{ Nodes []struct{ URL string } }
	}
	s.ask(`{ assets(stage: DRAFT) { nodes { url } } }`, nil, &data)
	return data.Assets.Nodes[0].URL
}

func drain(b *testing.B, body io.ReadCloser, want int64) {
	b.Helper()
	defer body.Close()
	if n, err := io.Copy(io.Discard, body); err != nil || n != want {
		b.Fatal(n, err)
	}
}
