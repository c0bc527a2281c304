package delivery_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"

	"github.com/cocreated/hub/server/delivery"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

// noise makes bytes that differ from place to place.
func noise(size int) *bytes.Reader {
	made := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{}).Read(made)
	return bytes.NewReader(made)
}

// toxic adds what is wrong with the network.
func toxic(t *testing.T, proxy *toxiproxy.Proxy, described string) {
	t.Helper()
	if _, err := proxy.Toxics.AddToxicJson(strings.NewReader(described)); err != nil {
		t.Fatal(err)
	}
}

// TestStoreCutOff cuts the store off in the middle of an answer: the client must see that it has not got the whole, and
// the hub must be well afterwards.
func TestStoreCutOff(t *testing.T) {
	t.Parallel()
	bucket, proxy := filetest.Faulty(t)
	h := open(t, bucket)
	const size = 8 << 20
	file := h.file("video/mp4", noise(size), file.Facts{})
	address := h.address(h.show("talk", "talk.mp4", file, true), "original", "talk.mp4")
	toxic(t, proxy, `{"name": "cut", "type": "limit_data", "attributes": {"bytes": 3000000}}`)
	for range 5 {
		cut := h.ask(t, "GET", address)
		if cut.StatusCode != http.StatusOK || cut.ContentLength != size || !errors.Is(cut.err, io.ErrUnexpectedEOF) || len(cut.body) >= size || len(cut.body) == 0 {
			t.Fatalf("%s: %d of %d bytes, %v", cut.Status, len(cut.body), cut.ContentLength, cut.err)
		}
	}
	piece := h.ask(t, "GET", address, "Range", "bytes=1000000-6000000")
	if piece.StatusCode != http.StatusPartialContent || !errors.Is(piece.err, io.ErrUnexpectedEOF) {
		t.Errorf("a piece: %s, %v", piece.Status, piece.err)
	}
	if !strings.Contains(h.log.String(), "a file was cut off") {
		t.Errorf("the log says nothing of it:\n%s", h.log)
	}
	if err := proxy.Toxics.RemoveToxic(t.Context(), "cut"); err != nil {
		t.Fatal(err)
	}
	if whole := h.ask(t, "GET", address); whole.err != nil || len(whole.body) != size {
		t.Errorf("with the store back: %s, %d bytes, %v", whole.Status, len(whole.body), whole.err)
	}
}

// TestStoreAway answers that the file cannot be read now, while nothing of it has been said.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	bucket, proxy := filetest.Faulty(t)
	h := open(t, bucket)
	stored := h.file("video/mp4", strings.NewReader("a film"), file.Facts{Preview: true})
	h.made(stored, file.Preview, "a frame")
	id := h.show("talk", "talk.mp4", stored, true)
	proxy.Stop()
	for _, address := range []string{h.address(id, "original~"+stored.Version(), "x"), h.address(id, "preview", "x")} {
		for _, header := range [][]string{nil, {"Range", "bytes=1-2"}} {
			answer := h.ask(t, "GET", address, header...)
			if answer.StatusCode != http.StatusServiceUnavailable || answer.Header.Get("Retry-After") == "" || answer.Header.Get("Cache-Control") != "no-store" ||
				answer.Header.Get("ETag") != "" || answer.Header.Get("Content-Range") != "" || !strings.Contains(answer.body, "request-7") {
				t.Errorf("%s: %s with %v: %s", address, answer.Status, answer.Header, answer.body)
			}
		}
	}
	// What is known without the store is said without it.
	if known := h.ask(t, "GET", h.address(id, "original", "x"), "If-None-Match", `"`+stored.Version()+`-original"`); known.StatusCode != http.StatusNotModified {
		t.Errorf("of what is known: %s", known.Status)
	}
	if head := h.ask(t, "HEAD", h.address(id, "original", "x")); head.StatusCode != http.StatusOK || head.ContentLength != 6 {
		t.Errorf("HEAD: %s", head.Status)
	}
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	h.ask(t, "GET", h.address(id, "original", "x")).is(t, "a film", untilAsked)
}

// TestObjectTooShort does not give an object for the file that is another one.
func TestObjectTooShort(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	stored := h.file("text/plain", strings.NewReader("the whole of it"), file.Facts{})
	h.made(stored, file.Original, "the whole")
	answer := h.ask(t, "GET", h.address(h.show("notes", "notes.txt", stored, true), "original", "x"))
	if answer.StatusCode != http.StatusServiceUnavailable || strings.Contains(answer.body, "the whole") {
		t.Errorf("%s: %s", answer.Status, answer.body)
	}
}

// TestObjectGone answers for a file whose bytes are lost, and tells those who run the hub.
func TestObjectGone(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	stored := h.file("text/plain", strings.NewReader("lost"), file.Facts{})
	id := h.show("notes", "notes.txt", stored, true)
	if err := h.bucket.Remove(t.Context(), stored.Key(file.Original)); err != nil {
		t.Fatal(err)
	}
	if answer := h.ask(t, "GET", h.address(id, "original", "x")); answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(h.log.String(), "the store lacks a file that is recorded") {
		t.Errorf("%s; the log:\n%s", answer.Status, h.log)
	}
}

// slowly opens a connection that takes what it asked for as slowly as it likes.
func slowly(t *testing.T, h *house, address string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET "+strings.TrimPrefix(address, h.url)+" HTTP/1.1\r\nHost: hub\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// heap is how much memory is in use, when what is not needed is gone.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// TestMemory gives a large file to many who take it slowly, and the whole of it to one who does not.
func TestMemory(t *testing.T) {
	h := open(t, filetest.Bucket(t))
	const size, readers, each = 256 << 20, 50, 256 << 10
	id := h.show("talk", "talk.mp4", h.file("video/mp4", noise(size), file.Facts{}), true)
	address := h.address(id, "original", "talk.mp4")
	before := heap()
	for range readers {
		slowly(t, h, address)
	}
	if held := int64(heap()) - int64(before); held > readers*each {
		t.Errorf("%d slow readers hold %d KiB", readers, held>>10)
	}
	var most uint64
	response, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	piece := make([]byte, 1<<20)
	for read := 0; ; {
		n, err := io.ReadFull(response.Body, piece)
		if read += n; read%(32<<20) == 0 {
			most = max(most, heap())
		}
		if err == io.EOF {
			if read != size {
				t.Errorf("got %d bytes", read)
			}
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if held := int64(most) - int64(before); held > (readers+1)*each+int64(len(piece)) {
		t.Errorf("a reader of %d MiB beside slow ones holds %d KiB", size>>20, held>>10)
	}
}

// TestClientGone ends what is read from the store when nobody reads it any more: by itself where the client has gone, by
// the clock where it only stays.
func TestClientGone(t *testing.T) {
	t.Parallel()
	for name, gone := range map[string]func(*house, net.Conn){
		"Closes": func(h *house, c net.Conn) {
			_ = c.Close()
			<-h.ended
		},
		"Stays": func(h *house, _ net.Conn) {
			// The hub may be about to write the piece that is not taken.
			tick := time.NewTicker(10 * time.Millisecond)
			defer tick.Stop()
			for {
				select {
				case <-h.ended:
					return
				case <-tick.C:
					h.clock.Pass(patience)
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t, filetest.Bucket(t))
			gone(h, slowly(t, h, h.address(h.show("talk", "talk.mp4", h.file("video/mp4", noise(32<<20), file.Facts{}), true), "original", "talk.mp4")))
		})
	}
}

// stuck is an answer to a client that takes nothing: what is written waits until the time for it is over.
type stuck struct {
	*httptest.ResponseRecorder
	writing, over chan struct{}
	once          sync.Once
}

func (s *stuck) Write([]byte) (int, error) {
	s.writing <- struct{}{}
	<-s.over
	return 0, os.ErrDeadlineExceeded
}

func (s *stuck) SetWriteDeadline(at time.Time) error {
	if !at.IsZero() && !at.After(time.Now()) {
		s.once.Do(func() { close(s.over) })
	}
	return nil
}

// TestStopping does not wait for those who take nothing of what they have asked for.
func TestStopping(t *testing.T) {
	t.Parallel()
	var options delivery.Options
	h := open(t, filetest.Bucket(t), func(o *delivery.Options) { options = *o })
	address := h.address(h.show("talk", "talk.mp4", h.file("video/mp4", noise(1<<20), file.Facts{}), true), "original", "talk.mp4")
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	client := &stuck{ResponseRecorder: httptest.NewRecorder(), writing: make(chan struct{}), over: make(chan struct{})}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		delivery.Handler(options).ServeHTTP(client, httptest.NewRequestWithContext(ctx, "GET", address, nil))
	}()
	<-client.writing
	stop()
	<-ended
}

// TestLongAnswer takes longer than a request may take to arrive.
func TestLongAnswer(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	const size = 32 << 20
	response, err := http.Get(h.address(h.show("talk", "talk.mp4", h.file("video/mp4", noise(size), file.Facts{}), true), "original", "talk.mp4"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	h.clock.Pass(arrival + time.Second)
	if read, err := io.Copy(io.Discard, response.Body); err != nil || read != size {
		t.Errorf("got %d bytes, %v", read, err)
	}
}
