package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/embedded/objectstore"
	"github.com/cocreated/hub/storage/file"
)

// ownStore skips a test of the hub's own store where tests are told another.
func ownStore(t *testing.T) {
	t.Helper()
	if os.Getenv("HUB_TEST_S3_ENDPOINT") != "" {
		t.Skip("of the hub's own store")
	}
}

// storesOf are the processes that are the store of a hub.
func storesOf(t *testing.T, pid int) []int {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	var stores []int
	for _, path := range stats {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue // it has ended
		}
		var child, parent int
		var state string
		_, rest, _ := strings.Cut(string(stat), ") ")
		if _, err := fmt.Sscan(string(stat), &child); err != nil {
			t.Fatal(err)
		}
		if _, err := fmt.Sscan(rest, &state, &parent); err != nil {
			t.Fatal(err)
		}
		arguments, _ := os.ReadFile(filepath.Join(filepath.Dir(path), "cmdline"))
		if parent == pid && strings.Contains(string(arguments), "\x00"+objectstore.Command+"\x00") {
			stores = append(stores, child)
		}
	}
	return stores
}

// gone waits until a process is no more.
func gone(t *testing.T, pid int) {
	t.Helper()
	waitUntil(t, fmt.Sprintf("process %d has ended", pid), func() bool { return syscall.Kill(pid, 0) != nil })
}

// attached is the store of a hub that runs.
func attached(t *testing.T, data string) *file.Bucket {
	t.Helper()
	s3, err := objectstore.Attach(t.Context(), filepath.Join(data, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

// TestStoreEndsWithTheHub kills a hub: its store ends, and the next one has what it kept.
func TestStoreEndsWithTheHub(t *testing.T) {
	t.Parallel()
	ownStore(t)
	data := servertest.DataFolder(t)
	killed := serve(t, data, "--no-demo")
	stores := storesOf(t, killed.Process.Pid)
	if len(stores) != 1 {
		t.Fatalf("the hub has the stores %v", stores)
	}
	if group, err := syscall.Getpgid(stores[0]); err != nil || group != stores[0] {
		t.Errorf("what a terminal sends to the hub reaches its store, in the group %d: %v", group, err)
	}
	const text = "kept"
	if err := attached(t, data).Put(t.Context(), "files/one/original", strings.NewReader(text), int64(len(text)), "text/plain"); err != nil {
		t.Fatal(err)
	}
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait()
	gone(t, stores[0])
	if _, err := objectstore.Attach(t.Context(), filepath.Join(data, "objects")); err == nil {
		t.Error("a store that is gone can be attached to")
	}

	again := serve(t, data, "--no-demo")
	if object, err := attached(t, data).Stat(t.Context(), "files/one/original"); err != nil || object.Size != int64(len(text)) {
		t.Errorf("after the next start: %+v, %v", object, err)
	}
	stores = storesOf(t, again.Process.Pid)
	again.Stop(t)
	for _, store := range stores {
		gone(t, store)
	}
}

// TestUploadThroughTheHub uploads by a presigned address, behind all that wraps
// answers, and sees no secret of it in the log.
func TestUploadThroughTheHub(t *testing.T) {
	t.Parallel()
	ownStore(t)
	data := servertest.DataFolder(t)
	server := serve(t, data, "--no-demo")
	s3, err := objectstore.Attach(t.Context(), filepath.Join(data, "objects"))
	if err != nil {
		t.Fatal(err)
	}
	s3.PublicEndpoint = server.Origin()
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	address, err := bucket.PresignPut(t.Context(), "uploads/one", time.Minute, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	// More than a request to the API may hold.
	sent := strings.Repeat("0123456789abcdef", 1<<18)
	response, said := fetch(t, http.MethodPut, address.String(), sent, map[string]string{"Origin": "https://app.example", "Accept-Encoding": "gzip"})
	if response.StatusCode != http.StatusOK || response.Header.Get("ETag") == "" || response.Header.Get("Access-Control-Allow-Origin") == "" {
		t.Fatalf("%s with %v: %s", response.Status, response.Header, said)
	}
	if object, err := bucket.Stat(t.Context(), "uploads/one"); err != nil || object.Size != int64(len(sent)) {
		t.Errorf("stored is %+v, %v", object, err)
	}
	if response, _ := fetch(t, http.MethodGet, s3.PublicEndpoint+"/hub-objects/uploads/one", "", nil); response.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("reading it without a signature: %s", response.Status)
	}
	server.Stop(t)
	if log := server.Log.String(); strings.Contains(log, "X-Amz") || !strings.Contains(log, `"/hub-objects/uploads/one"`) {
		t.Errorf("logged:\n%s", log)
	}
}

// TestHubEndsWithItsStore kills the store: the hub does not serve on without it.
func TestHubEndsWithItsStore(t *testing.T) {
	t.Parallel()
	ownStore(t)
	server := serve(t, servertest.DataFolder(t), "--no-demo")
	for _, store := range storesOf(t, server.Process.Pid) {
		if err := syscall.Kill(store, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.Wait(); err == nil || !strings.Contains(server.Log.String(), "the hub's own object store stopped") {
		t.Errorf("the hub ended with %v and said\n%s", err, server.Log)
	}
}

// TestCheckOfFiles looks at the store beside a running hub, and where there is none.
func TestCheckOfFiles(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	serve(t, data, "--no-demo")
	said, complaint, err := run(t, data, nil, "check")
	if err != nil {
		t.Errorf("check: %v %s", err, complaint)
	}
	for _, want := range []string{"keeps what it is given", "✓ the public cannot read the bucket", "✓ the store refuses uploads with a wrong checksum"} {
		if !strings.Contains(said, want) {
			t.Errorf("check did not say %q but:\n%s", want, said)
		}
	}
	away := hub(t.Context(), data, "check")
	away.Env = append(away.Env, awayStore...)
	if said, err := away.Output(); err == nil || !strings.Contains(string(said), "✗ the bucket hub keeps no files") || strings.Contains(string(said), "a-secret") {
		t.Errorf("with a store that is away: %v\n%s", err, said)
	}
}

// awayStore are the settings of a store that does not answer.
var awayStore = []string{"S3_ENDPOINT=http://127.0.0.1:1", "S3_BUCKET=hub", "S3_ACCESS_KEY=key", "S3_SECRET_KEY=a-secret"}

// TestServesWithoutStore serves what has no bytes while a store that is not the hub's
// own is away.
func TestServesWithoutStore(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data, "--no-demo", "--s3-endpoint=http://127.0.0.1:1", "--s3-bucket=hub", "--s3-access-key=key", "--s3-secret-key=a-secret")
	if response, _ := fetch(t, http.MethodGet, server.Origin()+"/readyz", "", nil); response.StatusCode != http.StatusOK {
		t.Errorf("ready answered %s", response.Status)
	}
	if log := server.Log.String(); !strings.Contains(log, "the hub serves without its files") || strings.Contains(log, "a-secret") {
		t.Errorf("logged:\n%s", log)
	}
}

// TestCommandsWithoutFiles start no store.
func TestCommandsWithoutFiles(t *testing.T) {
	t.Parallel()
	ownStore(t)
	data := servertest.DataFolder(t)
	if said, complaint, err := run(t, data, nil, "migrate"); err != nil {
		t.Fatal(err, said, complaint)
	}
	if _, err := os.Stat(filepath.Join(data, "objects")); !os.IsNotExist(err) {
		t.Errorf("the folder of the store: %v", err)
	}
}

// TestAddressOfThisMachine is what the hub calls itself where nothing says otherwise.
func TestAddressOfThisMachine(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:8080": "http://127.0.0.1:8080", ":8080": "http://localhost:8080", "[::]:80": "http://localhost:80",
		"0.0.0.0:8080": "http://localhost:8080", "hub.local:80": "http://hub.local:80",
	} {
		settings := Settings{Addr: addr}
		if got := settings.publicURL(); got != want {
			t.Errorf("of %s: %s, want %s", addr, got, want)
		}
	}
}

func TestStoreSettings(t *testing.T) {
	t.Parallel()
	whole := *testSettings()
	whole.S3Endpoint, whole.S3Bucket, whole.S3AccessKey, whole.S3SecretKey = "https://s3.example", "hub", "key", "secret"
	whole.S3Region, whole.S3PublicEndpoint = "eu-west-3", "https://files.example"
	byHalves := whole
	byHalves.S3SecretKey = ""
	regionAlone := *testSettings()
	regionAlone.S3Region = "eu-west-3"
	redirectAlone := *testSettings()
	redirectAlone.AssetRedirect = true
	for name, test := range map[string]struct {
		settings Settings
		problem  string
	}{
		"RedirectAlone": {redirectAlone, "goes with S3_ENDPOINT"},
		"None":          {*testSettings(), ""}, "Whole": {whole, ""},
		"ByHalves": {byHalves, "go together"}, "RegionAlone": {regionAlone, "go with S3_ENDPOINT"},
	} {
		err := test.settings.Validate()
		if (err == nil) != (test.problem == "") || err != nil && (!strings.Contains(err.Error(), test.problem) || strings.Contains(err.Error(), "secret")) {
			t.Errorf("%s: %v, want %q", name, err, test.problem)
		}
	}
}
