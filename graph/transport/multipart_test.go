package transport_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"github.com/cocreated/hub/graph/limit"
	"github.com/cocreated/hub/graph/scalar"
	"github.com/cocreated/hub/graph/transport"
)

// piece is a part of a multipart request; without a file name it is no file.
type piece struct{ name, fileName, contentType, content string }

const boundary = "between"

// multipartBody writes parts as browsers do.
func multipartBody(t *testing.T, pieces ...piece) string {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	if err := w.SetBoundary(boundary); err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		header := textproto.MIMEHeader{"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"`, p.name)}}
		if p.fileName != "" {
			header["Content-Disposition"][0] += fmt.Sprintf(`; filename="%s"`, p.fileName)
		}
		if p.contentType != "" {
			header.Set("Content-Type", p.contentType)
		}
		part, err := w.CreatePart(header)
		if err == nil {
			_, err = io.WriteString(part, p.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body.String()
}

// formHeaders are those of a multipart request, but for what pairs say.
func formHeaders(pairs ...string) http.Header {
	return headers(append([]string{"Content-Type", "multipart/form-data; boundary=" + boundary, "GraphQL-Preflight", "1"}, pairs...)...)
}

const (
	oneFile     = `{"query":"mutation ($file: Upload!) {store(file: $file)}","variables":{"file":null}}`
	inputFiles  = `{"query":"mutation ($in: Files!) {store(in: $in)}","variables":{"in":{"files":[null,null],"note":"n"}}}`
	mapOfOne    = `{"0":["variables.file"]}`
	sampleBytes = "\x89PNG\r\n--betwee\r\n\x00"
)

var (
	operations = piece{name: "operations", content: oneFile}
	fileMap    = piece{name: "map", content: mapOfOne}
	sample     = piece{name: "0", fileName: "città.png", contentType: "image/png", content: sampleBytes}
)

func TestMultipart(t *testing.T) {
	t.Parallel()
	const stored = `{"data":{"store":"città.png image/png 17"}}`
	tests := map[string]struct {
		header http.Header
		body   string
		status int
		code   any
		want   string // part of the body
	}{
		"OneFile":     {formHeaders(), multipartBody(t, operations, fileMap, sample), 200, nil, stored},
		"Apollo":      {formHeaders("GraphQL-Preflight", "", "Apollo-Require-Preflight", "true"), multipartBody(t, operations, fileMap, sample), 200, nil, stored},
		"ApolloName":  {formHeaders("GraphQL-Preflight", "", "X-Apollo-Operation-Name", "S"), multipartBody(t, operations, fileMap, sample), 200, nil, stored},
		"GraphQLType": {formHeaders("Accept", "application/graphql-response+json"), multipartBody(t, operations, fileMap, sample), 200, nil, stored},
		"InAnInput": {formHeaders(), multipartBody(t, piece{name: "operations", content: inputFiles},
			piece{name: "map", content: `{"a":["variables.in.files.1"],"b":["variables.in.files.0"]}`},
			piece{"a", "a.txt", "text/plain; charset=utf-8", "aa"}, piece{"b", "b", "", ""}), 200, nil, `"b application/octet-stream 0, a.txt text/plain 2"`},
		"TwoPlaces": {
			formHeaders(), multipartBody(t, piece{name: "operations", content: inputFiles},
				piece{name: "map", content: `{"a":["variables.in.files.1","variables.in.files.0"]}`}, piece{"a", "a.txt", "nonsense", "aa"}),
			200, nil, `"a.txt application/octet-stream 2, a.txt application/octet-stream 2"`,
		},
		"FileFails":    {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"mutation ($file: Upload) {panics(file: $file)}","variables":{"file":null}}`}, fileMap, sample), 200, "INTERNAL", "It was logged."},
		"JSONInBlobs":  {formHeaders(), multipartBody(t, piece{"operations", "blob", "application/json", oneFile}, piece{"map", "blob", "application/json", mapOfOne}, sample), 200, nil, stored},
		"BoundaryOnly": {formHeaders(), "--" + boundary + "--\r\n", 400, "BAD_USER_INPUT", "operations first"},

		"NoPreflight":     {formHeaders("GraphQL-Preflight", ""), multipartBody(t, operations, fileMap, sample), 400, "BAD_USER_INPUT", "GraphQL-Preflight: 1"},
		"OtherHeader":     {formHeaders("GraphQL-Preflight", "", "X-Requested-With", "x"), multipartBody(t, operations, fileMap, sample), 400, "BAD_USER_INPUT", "GraphQL-Preflight"},
		"NotAcceptable":   {formHeaders("Accept", "text/html"), multipartBody(t, operations, fileMap, sample), 406, "BAD_USER_INPUT", ""},
		"EventStream":     {formHeaders("Accept", "text/event-stream"), multipartBody(t, operations, fileMap, sample), 415, "BAD_USER_INPUT", ""},
		"Compressed":      {formHeaders("Content-Encoding", "gzip"), "", 415, "BAD_USER_INPUT", "compressed"},
		"NoBoundary":      {formHeaders("Content-Type", "multipart/form-data"), "", 400, "BAD_USER_INPUT", "well-formed"},
		"BadBoundary":     {formHeaders("Content-Type", "multipart/form-data; boundary"), "", 400, "BAD_USER_INPUT", "well-formed"},
		"Empty":           {formHeaders(), "", 400, "BAD_USER_INPUT", ""},
		"CutOff":          {formHeaders(), strings.TrimSuffix(multipartBody(t, operations, fileMap, sample), "--"+boundary+"--\r\n"), 400, "BAD_USER_INPUT", "well-formed"},
		"FormFields":      {formHeaders(), multipartBody(t, piece{name: "query", content: "{hello}"}), 400, "BAD_USER_INPUT", "operations first"},
		"MapFirst":        {formHeaders(), multipartBody(t, fileMap, operations, sample), 400, "BAD_USER_INPUT", "operations first"},
		"NoMap":           {formHeaders(), multipartBody(t, operations, sample), 400, "BAD_USER_INPUT", "operations first"},
		"TwoOperations":   {formHeaders(), multipartBody(t, piece{name: "operations", content: "[" + oneFile + "," + oneFile + "]"}, piece{name: "map", content: `{"0":["0.variables.file"]}`}, sample), 400, "BAD_USER_INPUT", "several in one request"},
		"OperationsTwice": {formHeaders(), multipartBody(t, operations, operations, fileMap, sample), 400, "BAD_USER_INPUT", "operations first"},
		"NoJSON":          {formHeaders(), multipartBody(t, piece{name: "operations", content: "secret"}, fileMap, sample), 400, "BAD_USER_INPUT", "JSON"},
		"NoQuery":         {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"variables":{"file":null}}`}, fileMap, sample), 400, "BAD_USER_INPUT", "no query"},
		"LongOperations":  {formHeaders(), multipartBody(t, piece{name: "operations", content: strings.Repeat(" ", 20_000) + oneFile}, fileMap, sample), 413, "LIMIT_EXCEEDED", ""},
		"LongMap":         {formHeaders(), multipartBody(t, operations, piece{name: "map", content: strings.Repeat(" ", 20_000) + mapOfOne}, sample), 413, "LIMIT_EXCEEDED", ""},
		"LongHeader":      {formHeaders(), multipartBody(t, piece{"operations", strings.Repeat("x", 100_000), "", oneFile}, fileMap, sample), 413, "LIMIT_EXCEEDED", ""},
		"LongFile":        {formHeaders(), multipartBody(t, operations, fileMap, piece{"0", "a", "", strings.Repeat("x", 200_000)}), 413, "LIMIT_EXCEEDED", ""},
		"LongEnd":         {formHeaders(), multipartBody(t, operations, fileMap, sample) + strings.Repeat("x", 200_000), 413, "LIMIT_EXCEEDED", ""},
		"LongName":        {formHeaders(), multipartBody(t, operations, fileMap, piece{"0", strings.Repeat("x", 256), "", "x"}), 400, "BAD_USER_INPUT", "255 bytes"},
		"NameNotUTF8":     {formHeaders(), multipartBody(t, operations, fileMap, piece{"0", "a\xff", "", "x"}), 400, "BAD_USER_INPUT", "UTF-8"},
		"NoFileName":      {formHeaders(), multipartBody(t, operations, fileMap, piece{name: "0", content: "x"}), 400, "BAD_USER_INPUT", "no file name"},
		"MapIsNoJSON":     {formHeaders(), multipartBody(t, operations, piece{name: "map", content: "secret"}, sample), 400, "BAD_USER_INPUT", "part map must be"},
		"MapIsNull":       {formHeaders(), multipartBody(t, operations, piece{name: "map", content: "null"}, sample), 400, "BAD_USER_INPUT", "part map must be"},
		"MapIsEmpty":      {formHeaders(), multipartBody(t, operations, piece{name: "map", content: "{}"}), 400, "BAD_USER_INPUT", "part map must be"},
		"MapOfStrings":    {formHeaders(), multipartBody(t, operations, piece{name: "map", content: `{"0":"variables.file"}`}, sample), 400, "BAD_USER_INPUT", "part map must be"},
		"MapWithoutPath":  {formHeaders(), multipartBody(t, operations, piece{name: "map", content: `{"0":[]}`}, sample), 400, "BAD_USER_INPUT", "without a path"},
		"ManyFiles":       {formHeaders(), multipartBody(t, operations, piece{name: "map", content: `{"0":[""],"1":[""],"2":[""],"3":[""]}`}, sample), 413, "LIMIT_EXCEEDED", "3 files"},
		"NoSuchPath":      {formHeaders(), multipartBody(t, operations, piece{name: "map", content: `{"0":["variables.secret"]}`}, sample), 400, "BAD_USER_INPUT", "lead to a null"},
		"PathTwice":       {formHeaders(), multipartBody(t, operations, piece{name: "map", content: `{"0":["variables.file"],"1":["variables.file"]}`}, sample), 400, "BAD_USER_INPUT", "no two to the same"},
		"NotMapped":       {formHeaders(), multipartBody(t, operations, fileMap, sample, piece{"secret", "b", "", "x"}), 400, "BAD_USER_INPUT", "that the map names, once"},
		"FileTwice":       {formHeaders(), multipartBody(t, operations, fileMap, sample, sample), 400, "BAD_USER_INPUT", "that the map names, once"},
		"FileMissing":     {formHeaders(), multipartBody(t, operations, fileMap), 400, "BAD_USER_INPUT", "is missing"},
		"Query":           {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"query ($file: Any) {echo(any: $file)}","variables":{"file":null}}`}, fileMap, sample), 200, "BAD_USER_INPUT", "mutations only"},
		"QueryGraphQL":    {formHeaders("Accept", "application/graphql-response+json"), multipartBody(t, piece{name: "operations", content: `{"query":"query ($file: Any) {echo(any: $file)}","variables":{"file":null}}`}, fileMap, sample), 400, "BAD_USER_INPUT", "mutations only"},
		"Subscription":    {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"subscription {waits}","variables":{"file":null}}`}, fileMap, sample), 200, "BAD_USER_INPUT", "mutations only"},
		"Invalid":         {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"mutation {nothing}","variables":{"file":null}}`}, fileMap, sample), 200, "GRAPHQL_VALIDATION_FAILED", ""},
		"ForAString":      {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"mutation ($file: String) {store(text: $file)}","variables":{"file":null}}`}, fileMap, sample), 200, "BAD_USER_INPUT", `Variable \"$file\": expected String.`},
		"ForAnInput":      {formHeaders(), multipartBody(t, piece{name: "operations", content: `{"query":"mutation ($file: Files) {store(in: $file)}","variables":{"file":null}}`}, fileMap, sample), 200, "BAD_USER_INPUT", `Variable \"$file\": expected Files.`},
	}
	dir := t.TempDir()
	srv := newServer(t, newSchema(), transport.Options{MaxBodyBytes: 10_000, MaxUploadBytes: 150_000, MaxUploadFiles: 3, TempDir: dir})
	t.Run("requests", func(t *testing.T) {
		for name, test := range tests {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				got := send(t, srv, http.MethodPost, "/graphql", test.header, test.body)
				if got.status != test.status || got.code(t) != test.code || !strings.Contains(got.body, test.want) {
					t.Errorf("got %d %s, want %d with code %v and %q", got.status, got.body, test.status, test.code, test.want)
				}
				if test.code != nil && got.header.Get("Cache-Control") != "no-store" {
					t.Errorf("an answer with errors may be cached: %v", got.header)
				}
				if strings.Contains(got.body, "secret") || strings.Contains(got.body, "scalar.") || strings.Contains(got.body, "hub-upload") {
					t.Errorf("the answer tells too much: %s", got.body)
				}
			})
		}
	})
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("files were left behind: %v %v", left, err)
	}
}

// TestMultipartMethod sends a form in other ways than by POST.
func TestMultipartMethod(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{})
	for method, want := range map[string]int{http.MethodGet: 400, http.MethodPut: 405, http.MethodPatch: 405} {
		if got := send(t, srv, method, "/graphql", formHeaders(), multipartBody(t, operations, fileMap, sample)); got.status != want {
			t.Errorf("%s: got %d %s, want %d", method, got.status, got.body, want)
		}
	}
}

// TestDeclaredLength refuses a body by what its header says, before any of it is read.
func TestDeclaredLength(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{MaxUploadBytes: 1000})
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", unreadable{t})
	r.Header, r.ContentLength = formHeaders(), 1001
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

// unreadable is a body that nobody may touch.
type unreadable struct{ *testing.T }

func (u unreadable) Read([]byte) (int, error) {
	u.Error("the body was read")
	return 0, io.EOF
}

// TestFilesOfOthers refuses files while they are still on the way: of the body only what comes before them is read.
func TestFilesOfOthers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	srv := newServer(t, newSchema(), transport.Options{
		TempDir: dir,
		AdmitFiles: func(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error {
			if graphql.GetOperationContext(ctx) != operation || operation.Operation.Name != "Store" {
				t.Errorf("asked for another operation")
			}
			return &gqlerror.Error{Message: "No.", Extensions: map[string]any{"code": "FORBIDDEN"}}
		},
	})
	head, _, _ := strings.Cut(multipartBody(t, piece{name: "operations", content: strings.Replace(oneFile, "mutation", "mutation Store", 1)}, fileMap, sample), "\x89PNG")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", io.MultiReader(strings.NewReader(head), unreadable{t}))
	r.Header = formHeaders()
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	if want := `{"errors":[{"message":"No.","extensions":{"code":"FORBIDDEN"}}]}`; w.Code != http.StatusOK || w.Body.String() != want {
		t.Errorf("got %d %s, want %s", w.Code, w.Body, want)
	}
}

// TestOtherLimits holds multipart requests to what holds for others: persisted queries, and limits of documents.
func TestOtherLimits(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{TempDir: t.TempDir()})
	srv.Use(extension.AutomaticPersistedQuery{Cache: lru.New[string](10)})
	limit.Apply(srv, limit.Limits{Aliases: 1})

	aliases := strings.Replace(oneFile, "store(file: $file)", "a: store(file: $file) b: touch", 1)
	got := send(t, srv, http.MethodPost, "/graphql", formHeaders(), multipartBody(t, piece{name: "operations", content: aliases}, fileMap, sample))
	if got.code(t) != "LIMIT_EXCEEDED" {
		t.Errorf("two aliases: %s", got.body)
	}
	query := "mutation ($file: Upload!) {store(file: $file)}"
	hash := sha256.Sum256([]byte(query))
	persisted := fmt.Sprintf(`"variables":{"file":null},"extensions":{"persistedQuery":{"version":1,"sha256Hash":"%x"}}}`, hash)
	for _, step := range []struct{ operations, want string }{
		{"{" + persisted, "PERSISTED_QUERY_NOT_FOUND"},
		{`{"query":"` + query + `",` + persisted, "città.png"},
		{"{" + persisted, "città.png"},
	} {
		got = send(t, srv, http.MethodPost, "/graphql", formHeaders(), multipartBody(t, piece{name: "operations", content: step.operations}, fileMap, sample))
		if !strings.Contains(got.body, step.want) {
			t.Errorf("%s: got %s, want %s", step.operations, got.body, step.want)
		}
	}
}

// TestNoRoomForFiles has no folder to put files in, which is the hub's own failure.
func TestNoRoomForFiles(t *testing.T) {
	t.Parallel()
	var logged error
	srv := newServer(t, newSchema(), transport.Options{TempDir: t.TempDir() + "/missing"})
	srv.SetRecoverFunc(func(_ context.Context, cause any) error {
		logged, _ = cause.(error)
		return gqlerror.Errorf("It was logged.")
	})
	got := send(t, srv, http.MethodPost, "/graphql", formHeaders(), multipartBody(t, operations, fileMap, sample))
	if want := `{"errors":[{"message":"It was logged.","extensions":{"code":"INTERNAL"}}]}`; got.status != http.StatusInternalServerError || got.body != want {
		t.Errorf("got %d %s, want %s", got.status, got.body, want)
	}
	if !errors.Is(logged, fs.ErrNotExist) {
		t.Errorf("logged %v", logged)
	}
}

// TestFilesEnd reads a file after its request: there is none any more.
func TestFilesEnd(t *testing.T) {
	t.Parallel()
	es := newSchema()
	srv := newServer(t, es, transport.Options{TempDir: t.TempDir()})
	for _, field := range []string{"store", "panics", "panicsEarly"} {
		body := strings.Replace(oneFile, "store(", field+"(", 1)
		send(t, srv, http.MethodPost, "/graphql", formHeaders(), multipartBody(t, piece{name: "operations", content: body}, fileMap, sample))
		file := <-es.files
		if file.Size != int64(len(sampleBytes)) {
			t.Errorf("%s: the file had %d bytes", field, file.Size)
		}
		if _, err := io.ReadAll(file.Open()); !errors.Is(err, os.ErrClosed) {
			t.Errorf("%s: the file can still be read: %v", field, err)
		}
	}
}

// readTimeout is how long servers give requests to arrive.
const readTimeout = 30 * time.Second

// slowly sends a request in pieces, with a pause after each, to a server that is not told to wait for longer than servers do, and hears
// the answer. It may come before the last piece.
func slowly(t *testing.T, options transport.Options, body string, piece int, pause time.Duration) (answer string) {
	t.Helper()
	options.TempDir = t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		conn := inMemory(t, newServer(t, newSchema(), options), func(s *http.Server) { s.ReadTimeout = readTimeout })()
		heard := make(chan struct{})
		go func() {
			defer close(heard)
			said, _ := io.ReadAll(conn)
			answer = string(said)
		}()
		_, err := fmt.Fprintf(conn, "POST /graphql HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nGraphQL-Preflight: 1\r\n"+
			"Content-Type: multipart/form-data; boundary=%s\r\nContent-Length: %d\r\n\r\n", boundary, len(body))
		for ; err == nil && body != ""; body = body[min(piece, len(body)):] {
			_, err = io.WriteString(conn, body[:min(piece, len(body))])
			select {
			case <-time.After(pause):
			case <-heard:
				return
			}
		}
		<-heard
	})
	return answer
}

// TestSlowSender sends for longer than the server's ReadTimeout, and has the server work on the file for as long.
func TestSlowSender(t *testing.T) {
	t.Parallel()
	body := multipartBody(t, piece{name: "operations", content: strings.Replace(oneFile, "store(", "storeSlowly(", 1)}, fileMap, sample)
	if got := slowly(t, transport.Options{}, body, len(body)/10, readTimeout/3); !strings.Contains(got, "città.png image/png 17") {
		t.Errorf("got %s", got)
	}
}

// TestStalledSender stops in the middle of a file, and TestEndlessSender takes more time than anyone may.
func TestStalledSender(t *testing.T) {
	t.Parallel()
	body := multipartBody(t, operations, fileMap, sample)
	got := slowly(t, transport.Options{UploadStall: time.Minute}, body, len(body)-10, time.Hour)
	if !strings.HasPrefix(got, "HTTP/1.1 408 ") || !strings.Contains(got, "too slowly") {
		t.Errorf("got %s", got)
	}
}

func TestEndlessSender(t *testing.T) {
	t.Parallel()
	body := multipartBody(t, operations, fileMap, piece{"0", "a", "", strings.Repeat("x", 10_000)})
	if got := slowly(t, transport.Options{UploadTime: time.Hour}, body, 10, 20*time.Second); !strings.HasPrefix(got, "HTTP/1.1 408 ") {
		t.Errorf("got %s", got)
	}
}

// TestSenderGone hangs up in the middle of a file.
func TestSenderGone(t *testing.T) {
	t.Parallel()
	srv := newServer(t, newSchema(), transport.Options{TempDir: t.TempDir()})
	head, _, _ := strings.Cut(multipartBody(t, operations, fileMap, sample), "\x00")
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/graphql", io.MultiReader(strings.NewReader(head), broken{}))
	r.Header = formHeaders()
	w := httptest.NewRecorder()
	srv.ServeHTTP(w, r)
	if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "could not be read") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }

// named writes what a file is.
func named(file scalar.Upload) string {
	content, err := io.ReadAll(file.Open())
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s %s %d", file.Name, file.ContentType, len(content))
}
