package relay_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/server/relay"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

func TestMain(m *testing.M) {
	os.Exit(filetest.Main(m, (*testing.M).Run))
}

// patience is how long clients of these tests may be silent: none is by accident.
const patience = time.Hour

// relayed is a bucket that is reached through a relay, which is called by another name
// than its own.
func relayed(t *testing.T, configure func(*relay.Options)) (*httptest.Server, *file.Bucket) {
	t.Helper()
	s3 := filetest.S3(t)
	options := relay.Options{
		Store: s3.Endpoint, Host: "hub.example", Origins: []string{"https://app.example"}, Patience: patience,
		RequestID: func(context.Context) string { return "" }, Logger: slog.New(slog.DiscardHandler),
	}
	if configure != nil {
		configure(&options)
	}
	handler, err := relay.Handler(options)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s3.PublicEndpoint = "http://hub.example"
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	return server, bucket
}

func presign(t *testing.T, bucket *file.Bucket, server *httptest.Server, key string, header http.Header) string {
	t.Helper()
	address, err := bucket.PresignPut(t.Context(), key, time.Minute, header, nil)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Replace(address.String(), "http://hub.example", server.URL, 1)
}

func send(t *testing.T, method, address, body string, header http.Header) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, values := range header {
		request.Header[name] = values
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(said)
}

func stored(t *testing.T, bucket *file.Bucket, key string) string {
	t.Helper()
	body, _, err := bucket.Get(t.Context(), key, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	content, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// checksum is that of S3: the SHA-256 in base64.
func checksum(of string) string {
	sum := sha256.Sum256([]byte(of))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func TestUpload(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	header := http.Header{"Content-Type": {"text/plain"}, "X-Amz-Checksum-Sha256": {checksum("hello")}}
	header.Set("Origin", "https://app.example")
	signed := http.Header{"Content-Type": header["Content-Type"], "X-Amz-Checksum-Sha256": header["X-Amz-Checksum-Sha256"]}
	address := presign(t, bucket, server, "uploads/one", signed)
	response, said := send(t, http.MethodPut, address, "hello", header)
	if response.StatusCode != http.StatusOK || response.Header.Get("ETag") == "" {
		t.Fatalf("%s: %s", response.Status, said)
	}
	if got := stored(t, bucket, "uploads/one"); got != "hello" {
		t.Errorf("stored is %q", got)
	}
	if got := response.Header; got.Get("Access-Control-Allow-Origin") != "https://app.example" || !strings.Contains(strings.ToLower(got.Get("Access-Control-Expose-Headers")), "etag") {
		t.Errorf("pages cannot read the answer: %v", got)
	}
	for name := range response.Header {
		switch {
		case name == "Server", strings.HasPrefix(name, "X-Amz-") && !strings.HasPrefix(name, "X-Amz-Checksum-"), strings.HasPrefix(name, "X-Minio"):
			t.Errorf("the answer has the header %s: %v", name, response.Header[name])
		}
	}
	if response, said := send(t, http.MethodPut, address, "hullo", header); response.StatusCode != http.StatusBadRequest || strings.Contains(said, "127.0.0.1") {
		t.Errorf("other bytes than those signed: %s: %s", response.Status, said)
	}
	if got := stored(t, bucket, "uploads/one"); got != "hello" {
		t.Errorf("afterwards stored is %q", got)
	}
}

// TestRefused is what is not passed on, and what the store itself refuses.
func TestRefused(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	if err := bucket.Put(t.Context(), "files/one/original", strings.NewReader("secret"), 6, "text/plain"); err != nil {
		t.Fatal(err)
	}
	address := presign(t, bucket, server, "uploads/one", nil)
	unsigned, _, _ := strings.Cut(address, "&X-Amz-Signature")
	for name, test := range map[string]struct {
		method, address string
		want            int
	}{
		"Read":     {http.MethodGet, address, http.StatusMethodNotAllowed},
		"Delete":   {http.MethodDelete, address, http.StatusMethodNotAllowed},
		"Post":     {http.MethodPost, address, http.StatusMethodNotAllowed},
		"Unsigned": {http.MethodPut, unsigned, http.StatusForbidden},
		"Forged":   {http.MethodPut, unsigned + "&X-Amz-Signature=" + strings.Repeat("0", 64), http.StatusForbidden},
		"OtherKey": {http.MethodPut, strings.Replace(address, "uploads/one", "files/one/original", 1), http.StatusForbidden},
		"Longer":   {http.MethodPut, strings.Replace(address, "X-Amz-Expires=60", "X-Amz-Expires=6000", 1), http.StatusForbidden},
	} {
		if response, said := send(t, test.method, test.address, "x", nil); response.StatusCode != test.want || strings.Contains(said, "127.0.0.1") || strings.Contains(said, bucketsFolder) {
			t.Errorf("%s: %s: %s", name, response.Status, said)
		}
	}
	if got := stored(t, bucket, "files/one/original"); got != "secret" {
		t.Errorf("stored is %q", got)
	}
}

// bucketsFolder is in each path of the hub's own store.
const bucketsFolder = "/buckets/"

// TestOnlySignedHeadersAreHeard sends a header that would make the store copy another
// object, and credentials that are the hub's.
func TestOnlySignedHeadersAreHeard(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	if err := bucket.Put(t.Context(), "files/one/original", strings.NewReader("secret"), 6, "text/plain"); err != nil {
		t.Fatal(err)
	}
	header := http.Header{
		"X-Amz-Copy-Source": {"/" + bucket.Name() + "/files/one/original"}, "Authorization": {"Bearer token"}, "Cookie": {"hub=session"},
	}
	response, said := send(t, http.MethodPut, presign(t, bucket, server, "uploads/one", nil), "mine", header)
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s", response.Status, said)
	}
	if got := stored(t, bucket, "uploads/one"); got != "mine" {
		t.Errorf("stored is %q", got)
	}
}

func TestPreflight(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	address := presign(t, bucket, server, "uploads/one", nil)
	ask := func(origin, method string) http.Header {
		response, _ := send(t, http.MethodOptions, address, "", http.Header{
			"Origin": {origin}, "Access-Control-Request-Method": {method}, "Access-Control-Request-Headers": {"content-type,x-amz-checksum-sha256"},
		})
		return response.Header
	}
	if got := ask("https://app.example", "PUT"); got.Get("Access-Control-Allow-Origin") != "https://app.example" || !strings.Contains(got.Get("Access-Control-Allow-Headers"), "x-amz-checksum-sha256") {
		t.Errorf("the app is told %v", got)
	}
	if got := ask("https://other.example", "PUT"); got.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another site is told %v", got)
	}
	if got := ask("https://app.example", "DELETE"); got.Get("Access-Control-Allow-Methods") != "" {
		t.Errorf("of deleting, the app is told %v", got)
	}
}

// arriving is a request that arrives piece by piece, each of them just in time, and the answer to it.
type arriving struct {
	*httptest.ResponseRecorder
	t      *testing.T
	pieces int
	// granted is until when something has to come; none that has not been granted anew since the last piece.
	granted *time.Time
}

func (a *arriving) SetReadDeadline(at time.Time) error {
	a.granted = &at
	return nil
}

func (a *arriving) Read(p []byte) (int, error) {
	if a.granted == nil || a.granted.IsZero() {
		a.t.Error("a piece comes for which no time was given")
	}
	a.granted = nil
	if a.pieces == 0 {
		return 0, io.EOF
	}
	a.pieces--
	return copy(p, "drop "), nil
}

func (a *arriving) Close() error { return nil }

// TestSlowUpload takes longer than a request may take to arrive: the client is given time for each piece anew, and the
// store all that it needs afterwards.
func TestSlowUpload(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	const pieces = 12
	want := strings.Repeat("drop ", pieces)
	upload := &arriving{ResponseRecorder: httptest.NewRecorder(), t: t, pieces: pieces}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPut, presign(t, bucket, server, "uploads/one", nil), upload)
	request.ContentLength = int64(len(want))
	server.Config.Handler.ServeHTTP(upload, request)
	if upload.Code != http.StatusOK || stored(t, bucket, "uploads/one") != want {
		t.Errorf("%d, stored is %q", upload.Code, stored(t, bucket, "uploads/one"))
	}
	if upload.granted == nil || !upload.granted.IsZero() {
		t.Errorf("while the store works, the client has until %v", upload.granted)
	}
}

// TestSilentClient stops in the middle: it is told so, and nothing is stored.
func TestSilentClient(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, func(o *relay.Options) { o.Patience = 100 * time.Millisecond })
	address, err := url.Parse(presign(t, bucket, server, "uploads/one", nil))
	if err != nil {
		t.Fatal(err)
	}
	connection, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address.Host)
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprintf(connection, "PUT %s HTTP/1.1\r\nHost: hub.example\r\nContent-Length: 100\r\n\r\nhalf", address.RequestURI())
	response, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusRequestTimeout {
		t.Errorf("got %s", response.Status)
	}
	if _, err := bucket.Stat(t.Context(), "uploads/one"); err == nil {
		t.Error("half an upload is an object")
	}
}

// TestStoreAway cannot pass on, and says no more than that.
func TestStoreAway(t *testing.T) {
	t.Parallel()
	away := httptest.NewServer(http.NotFoundHandler())
	away.Close()
	server, bucket := relayed(t, func(o *relay.Options) { o.Store = away.URL })
	response, said := send(t, http.MethodPut, presign(t, bucket, server, "uploads/one", nil), "x", nil)
	if response.StatusCode != http.StatusBadGateway || said != "the object store does not answer\n" {
		t.Errorf("%s: %s", response.Status, said)
	}
}

// TestLengthIsSaid refuses a body of unknown length, which no signature covers.
func TestLengthIsSaid(t *testing.T) {
	t.Parallel()
	server, bucket := relayed(t, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, presign(t, bucket, server, "uploads/one", nil), io.NopCloser(strings.NewReader("x")))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusLengthRequired {
		t.Errorf("got %s", response.Status)
	}
}
