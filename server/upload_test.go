package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/file"
)

// uploadSize is how large the file is that tests upload: HUB_TEST_UPLOAD_MIB, as 1024.
func uploadSize(t testing.TB) int64 {
	t.Helper()
	mebibytes := 80
	if set := os.Getenv("HUB_TEST_UPLOAD_MIB"); set != "" {
		var err error
		if mebibytes, err = strconv.Atoi(set); err != nil {
			t.Fatal(err)
		}
	}
	return int64(mebibytes) << 20
}

// recording is a WAV of noise, which is made as it is read: the test holds none of it.
type recording struct{ size int64 }

// start is what comes before the noise: 16 bits, 48,000 times a second, on two channels.
func (r recording) start() []byte {
	le := binary.LittleEndian
	start := append(le.AppendUint32([]byte("RIFF"), uint32(r.size-8)), "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"...)
	start = append(le.AppendUint32(le.AppendUint32(start, 48_000), 192_000), "\x04\x00\x10\x00data"...)
	return le.AppendUint32(start, uint32(r.size-44))
}

// from reads some of it.
func (r recording) from(offset, length int64) io.Reader {
	const page = 1 << 16
	var readers []io.Reader
	for at := offset / page; at*page < offset+length; at++ {
		readers = append(readers, &noisePage{start: r.start(), number: at, size: page})
	}
	return io.LimitReader(skipped(io.MultiReader(readers...), offset%page), length)
}

func skipped(from io.Reader, n int64) io.Reader {
	_, _ = io.CopyN(io.Discard, from, n)
	return from
}

// noisePage is some of a recording, that is the same each time.
type noisePage struct {
	start        []byte
	number, size int64
	made         *bytes.Reader
}

func (p *noisePage) Read(into []byte) (int, error) {
	if p.made == nil {
		data := make([]byte, p.size)
		_, _ = rand.NewChaCha8([32]byte{byte(p.number), byte(p.number >> 8), byte(p.number >> 16)}).Read(data)
		if p.number == 0 {
			copy(data, p.start)
		}
		p.made = bytes.NewReader(data)
	}
	n, err := p.made.Read(into)
	if errors.Is(err, io.EOF) {
		p.made = bytes.NewReader(nil) // and gives back the room
	}
	return n, err
}

func (r recording) sha256() string {
	sum := sha256.New()
	_, _ = io.Copy(sum, r.from(0, r.size))
	return hex.EncodeToString(sum.Sum(nil))
}

// uploadPart is a part as the API tells of it.
type uploadPart struct {
	Number  int
	URL     string
	Size    int64
	Done    bool
	Headers []struct{ Name, Value string }
}

type uploadState struct {
	ID    string
	Parts []uploadPart
}

// script uploads to a hub as a program does.
type script struct {
	testing.TB
	url, token string
}

func newScript(t testing.TB, server *servertest.Hub, data string) *script {
	t.Helper()
	command := hub(t.Context(), data, "token", "create", "--name=script", "--role=editor")
	token, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return &script{TB: t, url: server.URL, token: strings.TrimSpace(string(token))}
}

// ask asks the API, and reads the answer's data.
func (s *script) ask(query string, variables map[string]any, into any) {
	s.Helper()
	body, _ := json.Marshal(map[string]any{"query": query, "variables": variables})
	request, err := http.NewRequestWithContext(s.Context(), http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		s.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		s.Fatal(err)
	}
	defer response.Body.Close()
	answer := struct {
		Data   any
		Errors []any
	}{Data: into}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || len(answer.Errors) > 0 {
		s.Fatal(err, answer.Errors)
	}
}

const partFields = `{ id parts { number url size done headers { name value } } }`

func (s *script) start(r recording, name string) uploadState {
	s.Helper()
	var data struct {
		AssetUploadStart struct {
			Upload     uploadState
			UserErrors []any
		}
	}
	s.ask(`mutation ($input: AssetUploadStartInput!) { assetUploadStart(input: $input) { upload `+partFields+` userErrors { field message } } }`,
		map[string]any{"input": map[string]any{"fileName": name, "size": r.size, "sha256": r.sha256()}}, &data)
	if len(data.AssetUploadStart.UserErrors) > 0 {
		s.Fatal(data.AssetUploadStart.UserErrors)
	}
	return data.AssetUploadStart.Upload
}

func (s *script) state(id string) uploadState {
	s.Helper()
	var data struct{ AssetUpload uploadState }
	s.ask(`query ($id: ID!) { assetUpload(id: $id) `+partFields+` }`, map[string]any{"id": id}, &data)
	return data.AssetUpload
}

// send sends a part.
func (s *script) send(ctx context.Context, part uploadPart, body io.Reader) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, part.URL, body)
	if err != nil {
		return err
	}
	request.ContentLength = part.Size
	for _, header := range part.Headers {
		request.Header.Set(header.Name, header.Value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	said, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", response.Status, said)
	}
	return nil
}

// sendMissing sends the parts that have not come, four at a time.
func (s *script) sendMissing(state uploadState, r recording) {
	s.Helper()
	group, ctx := errgroup.WithContext(s.Context())
	group.SetLimit(4)
	offset := int64(0)
	for _, part := range state.Parts {
		if at := offset; !part.Done {
			group.Go(func() error { return s.send(ctx, part, r.from(at, part.Size)) })
		}
		offset += part.Size
	}
	if err := group.Wait(); err != nil {
		s.Fatal(err)
	}
}

// complete completes an upload, and answers the checksum of its file.
func (s *script) complete(id string) string {
	s.Helper()
	var data struct {
		AssetUploadComplete struct {
			Asset      *struct{ ID, SHA256 string }
			UserErrors []any
		}
	}
	s.ask(`mutation ($input: AssetUploadCompleteInput!) { assetUploadComplete(input: $input) { asset { id sha256 } userErrors { field message } } }`,
		map[string]any{"input": map[string]any{"id": id, "texts": []any{map[string]any{"locale": "en", "title": "Recording"}}}}, &data)
	if len(data.AssetUploadComplete.UserErrors) > 0 {
		s.Fatal(data.AssetUploadComplete.UserErrors)
	}
	return data.AssetUploadComplete.Asset.SHA256
}

// memory is how much a process has in memory now, and the most it has had since the
// last look, in bytes.
func memory(t testing.TB, pid int) (now, peak int64) {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Skip("memory is known on Linux only: ", err)
	}
	for line := range strings.Lines(string(status)) {
		name, rest, _ := strings.Cut(line, ":")
		kibibytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			now = kibibytes << 10
		case "VmHWM":
			peak = kibibytes << 10
		}
	}
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
	return now, peak
}

// TestUploadResumed uploads a large file from a script, is cut off in the middle of a
// part, and goes on: the bytes are the same, and the hub needs little memory for it.
func TestUploadResumed(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data, "--no-demo")
	s := newScript(t, server, data)
	r := recording{size: uploadSize(t)}
	state := s.start(r, "recording.wav")
	idle, _ := memory(t, server.Process.Pid)
	began := time.Now()
	half := uploadState{ID: state.ID, Parts: state.Parts[:len(state.Parts)/2]}
	s.sendMissing(half, r)
	broken := errors.New("the line is dead")
	next, offset := state.Parts[len(half.Parts)], int64(len(half.Parts))*file.PartBytes
	if err := s.send(t.Context(), next, io.MultiReader(r.from(offset, next.Size/2), iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Fatalf("half a part was sent: %v", err)
	}
	resumed := s.state(state.ID)
	for i, part := range resumed.Parts {
		if part.Done != (i < len(half.Parts)) {
			t.Errorf("after the break, part %d: done is %t", part.Number, part.Done)
		}
	}
	s.sendMissing(resumed, r)
	sum := s.complete(state.ID)
	if want := r.sha256(); sum != want {
		t.Errorf("the checksum is %s, want %s", sum, want)
	}
	_, peak := memory(t, server.Process.Pid)
	t.Logf("%d MiB in %s; the hub needed %d MiB, and %d MiB at most", r.size>>20, time.Since(began).Round(time.Millisecond), idle>>20, peak>>20)
	if peak-idle > 100<<20 {
		t.Errorf("the hub needed %d MiB more than when it is idle", (peak-idle)>>20)
	}
	stored := sha256.New()
	_, bucket := insideOf(t, data)
	for object, err := range bucket.List(t.Context(), "files/") {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(object.Key, "/"+file.Original) {
			continue
		}
		body, _, err := bucket.Get(t.Context(), object.Key, 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = io.Copy(stored, body)
		body.Close()
		if err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(stored.Sum(nil)); got != sum {
		t.Errorf("stored is %s, and it is said to be %s", got, sum)
	}
}

// TestUploadOfRevoked takes a token back while it uploads: the addresses that it was
// given are good until they expire, and nothing comes of what is sent there.
func TestUploadOfRevoked(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	s := newScript(t, serve(t, data, "--no-demo"), data)
	r := recording{size: 1 << 20}
	state := s.start(r, "recording.wav")
	var own struct{ Tokens []struct{ ID, Name string } }
	s.ask(`{ tokens { id name } }`, nil, &own)
	if len(own.Tokens) != 1 {
		t.Fatalf("it has the tokens %+v", own.Tokens)
	}
	s.ask(`mutation ($id: ID!) { tokenRevoke(input: { id: $id }) { userErrors { message } } }`, map[string]any{"id": own.Tokens[0].ID}, &struct{}{})
	s.sendMissing(state, r)
	body, _ := json.Marshal(map[string]any{"query": `mutation { assetUploadComplete(input: { id: "` + state.ID + `" }) { asset { id } } }`})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+s.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusUnauthorized {
		t.Errorf("it is answered with %s", response.Status)
	}
	db, bucket := insideOf(t, data)
	if files, originals := counted(t, db, bucket); files != 0 || originals != 0 {
		t.Errorf("there are %d files and %d originals", files, originals)
	}
}
