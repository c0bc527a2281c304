package delivery_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/server/delivery"
	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

func TestMain(m *testing.M) { os.Exit(filetest.Main(m, storagetest.Main)) }

// house is a hub that serves assets over HTTP.
type house struct {
	testing.TB
	url       string
	store     *storage.Store
	bucket    *file.Bucket
	accounts  *account.Store
	addresses *file.Addresses
	log       *journal
	// clock is that of the connections.
	clock *servertest.Clock
	// ended hears of each answer that has ended.
	ended chan struct{}
}

// arrival is how long a request may take to arrive, and patience how long a client may take to accept a piece.
const arrival, patience = time.Minute, 2 * time.Minute

// open opens a house over a bucket; change sees the options first.
func open(t testing.TB, bucket *file.Bucket, change ...func(*delivery.Options)) *house {
	t.Helper()
	h := &house{TB: t, store: storagetest.Empty(t), bucket: bucket, log: &journal{}, clock: &servertest.Clock{}, ended: make(chan struct{}, 1000)}
	var err error
	h.accounts, err = account.New(account.Options{
		Options:   credential.Options{DB: storagetest.Draft(h.store), Now: time.Now, Hashing: credential.Hashing{Memory: 64, Passes: 1, Lanes: 1}},
		Languages: storagetest.Languages(),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	server.Listener = h.clock.Listen(server.Listener)
	h.url = "http://" + server.Listener.Addr().String()
	logger, id := slog.New(slog.NewJSONHandler(h.log, nil)), func(context.Context) string { return "request-7" }
	signIn, err := signin.New(signin.Options{Accounts: h.accounts, PublicURL: h.url, RequestID: id, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	h.addresses = &file.Addresses{Base: h.url, Signer: h.store.Signer}
	options := delivery.Options{
		Assets:  &file.Delivery{Live: storagetest.Live(h.store), Draft: storagetest.Draft(h.store), Bucket: bucket, Files: &file.Library{DB: storagetest.Draft(h.store), Bucket: bucket}, Addresses: h.addresses},
		Origins: []string{"*"}, Admit: signIn.Admit, Refuse: signIn.Refuse, RequestID: id, Logger: logger, Patience: patience,
	}
	for _, c := range change {
		c(&options)
	}
	mux := http.NewServeMux()
	mux.Handle("/console/", signIn.Handler())
	assets := delivery.Handler(options)
	mux.HandleFunc(file.Path, func(w http.ResponseWriter, r *http.Request) {
		defer func() { h.ended <- struct{}{} }()
		assets.ServeHTTP(w, r)
	})
	server.Config.Handler, server.Config.ReadTimeout = mux, arrival
	server.Start()
	t.Cleanup(server.Close)
	return h
}

// journal is what is logged.
type journal struct {
	mu   sync.Mutex
	text strings.Builder
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// file stores bytes and records them as a file that is ready.
func (h *house) file(contentType string, body io.ReadSeeker, facts file.Facts) *file.File {
	h.Helper()
	sum := sha256.New()
	size, err := io.Copy(sum, body)
	if err == nil {
		_, err = body.Seek(0, io.SeekStart)
	}
	if err != nil {
		h.Fatal(err)
	}
	stored := &file.File{ID: uuid.Must(uuid.NewV7()), SHA256: hex.EncodeToString(sum.Sum(nil)), ContentType: contentType, SizeBytes: size, State: file.Ready, Facts: facts}
	if err := h.bucket.Put(h.Context(), stored.Key(file.Original), body, size, contentType); err != nil {
		h.Fatal(err)
	}
	_, err = storagetest.Draft(h.store).NewRaw(`INSERT INTO hub.files (sha256, id, content_type, size_bytes, state, facts, created_at) VALUES (?, ?, ?, ?, ?, ?, transaction_timestamp())`,
		stored.SHA256, stored.ID, contentType, size, stored.State, facts).Exec(h.Context())
	if err != nil {
		h.Fatal(err)
	}
	return stored
}

// made stores what processing made of a file.
func (h *house) made(file *file.File, name, body string) {
	h.Helper()
	if err := h.bucket.Put(h.Context(), file.Key(name), strings.NewReader(body), int64(len(body)), "application/octet-stream"); err != nil {
		h.Fatal(err)
	}
}

// show writes an asset that shows a file, and publishes it where told to; parts are its text tracks.
func (h *house) show(slug, fileName string, file *file.File, publish bool, parts ...map[string]any) uuid.UUID {
	h.Helper()
	record := map[string]any{
		"kind": "asset", "slug": slug, "sourceLocale": "en",
		"fields": map[string]any{"fileName": fileName, "contentType": file.ContentType, "sizeBytes": file.SizeBytes, "sha256": file.SHA256},
		"texts":  map[string]any{"en": map[string]any{"title": slug, "altText": "What it shows."}},
	}
	if parts != nil {
		record["parts"] = parts
	}
	if publish {
		record["published"] = []string{"en"}
	}
	line, err := json.Marshal(record)
	if err != nil {
		h.Fatal(err)
	}
	report, err := h.store.Importer().Import(h.Context(), bytes.NewReader(line), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		h.Fatal(report.Problems, err)
	}
	var id uuid.UUID
	if err := storagetest.Draft(h.store).NewRaw("SELECT entry_id FROM texts WHERE kind = 'asset' AND slug = ?", slug).Scan(h.Context(), &id); err != nil {
		h.Fatal(err)
	}
	return id
}

// address is that of an asset.
func (h *house) address(id uuid.UUID, variant, name string) string {
	return h.url + file.Path + id.String() + "/" + variant + "/" + name
}

// token makes a token of somebody with a role.
func (h *house) token(role account.Role) string {
	h.Helper()
	grant := account.Grant{Role: role}
	if role == account.Translator {
		grant.Locales = []content.Locale{"it"}
	}
	who, err := h.accounts.Create(h.Context(), account.NewAccount{Email: strings.ToLower(string(role)) + "@town.example", Name: "Ana", Password: password, Grant: grant})
	if err != nil {
		h.Fatal(err)
	}
	_, secret, err := h.accounts.CreatePersonalToken(h.Context(), account.NewPersonalToken{AccountID: who.ID, Name: "script", Grant: grant, Scopes: []credential.Scope{credential.Read}})
	if err != nil {
		h.Fatal(err)
	}
	return string(secret)
}

const password = "correct horse battery staple"

// got is an answer.
type got struct {
	*http.Response
	body string
	err  error // why the body ended early
}

// ask asks without following redirects or unpacking anything; header are names and values in turn.
func (h *house) ask(t *testing.T, method, address string, header ...string) got {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		request.Header.Add(header[i], header[i+1])
	}
	transport := &http.Transport{DisableCompression: true}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return got{response, string(body), err}
}

// bearer is the header that sends a token.
func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }
