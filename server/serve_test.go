package main

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/server/servertest"
	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/embedded/cluster"
)

// ask sends a query and gives back the answer's data.
func ask(t *testing.T, url, query string) map[string]any {
	t.Helper()
	body, err := json.Marshal(map[string]string{"query": query})
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Errors) > 0 {
		t.Fatal(answer.Errors)
	}
	return answer.Data
}

func count(t *testing.T, url, list string) int {
	t.Helper()
	data := ask(t, url, "{ "+list+" { totalCount } }")
	return int(data[list].(map[string]any)["totalCount"].(float64))
}

func TestServe(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data)
	if got := count(t, server.URL, "webinars"); got != 20 {
		t.Errorf("%d webinars after the first start, want 20", got)
	}

	t.Run("SecondHubIsRefused", func(t *testing.T) {
		_, complaint, err := run(t, data, nil, "serve")
		if err == nil || !strings.Contains(complaint, fmt.Sprintf("process %d", server.Process.Pid)) {
			t.Errorf("a second hub on the folder ended with %v and said %q", err, complaint)
		}
	})
	t.Run("CommandsBesideIt", func(t *testing.T) {
		exported, complaint, err := run(t, data, nil, "export")
		if err != nil || strings.Count(exported, "\n") != 293 {
			t.Fatalf("export beside a running hub: %v %s (%d lines)", err, complaint, strings.Count(exported, "\n"))
		}
		if some, complaint, err := run(t, data, nil, "export", "--kinds=skill,domain"); err != nil || strings.Count(some, "\n") != 33 {
			t.Errorf("export of two kinds: %v %s (%d lines)", err, complaint, strings.Count(some, "\n"))
		}
		if _, complaint, err := run(t, data, nil, "export", "--kinds=nothing"); err == nil || !strings.Contains(complaint, `there is no kind "nothing"`) {
			t.Errorf("export of an unknown kind: %v %s", err, complaint)
		}
		said, complaint, err := run(t, data, strings.NewReader(exported), "import", "-")
		if err != nil || !strings.Contains(said, "nothing has changed") {
			t.Errorf("importing what was exported: %v %s%s", err, said, complaint)
		}
		said, complaint, err = run(t, data, nil, "check")
		if err != nil || strings.Contains(said, "✗") {
			t.Errorf("check: %v %s%s", err, said, complaint)
		}
		said, complaint, err = run(t, data, nil, "forget", "1")
		if err != nil || !strings.HasPrefix(said, "0 versions") {
			t.Errorf("forgetting when all is new: %v %s%s", err, said, complaint)
		}
		if _, complaint, err := run(t, data, nil, "forget", "0"); err == nil || !strings.Contains(complaint, "one at least") {
			t.Errorf("forgetting everything: %v %s", err, complaint)
		}
	})
	t.Run("StopsAndStartsAgain", func(t *testing.T) {
		server.Stop(t)
		again := serve(t, data)
		defer again.Stop(t)
		if got := count(t, again.URL, "programmes"); got != 33 {
			t.Errorf("%d programmes after the second start, want 33", got)
		}
	})
}

// TestSubscribe listens to a running hub while another process writes, until the hub
// stops.
func TestSubscribe(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data, "--no-demo")
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"?query="+
		url.QueryEscape(`subscription { entryChanged(kinds: [AREA]) { type kind entry { title } } }`), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Accept-Encoding", "gzip")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if packed := response.Header.Get("Content-Encoding"); packed != "" {
		t.Errorf("the stream is packed by %s", packed)
	}
	stream := bufio.NewScanner(response.Body)
	next := func() string {
		for stream.Scan() {
			if data, isData := strings.CutPrefix(stream.Text(), "data:"); isData {
				return strings.TrimSpace(data)
			}
		}
		t.Fatal("the stream broke off", stream.Err())
		return ""
	}

	record := `{"kind":"area","slug":"forests","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Forests"}},"published":["en"]}`
	if said, complaint, err := run(t, data, strings.NewReader(record), "import", "-"); err != nil {
		t.Fatal(err, said, complaint)
	}
	if got, want := next(), `{"data":{"entryChanged":{"type":"PUBLISHED","kind":"AREA","entry":{"title":"Forests"}}}}`; got != want {
		t.Errorf("heard %s instead of %s", got, want)
	}
	server.Stop(t)
	if got := next(); !strings.Contains(got, `"UNAVAILABLE"`) {
		t.Errorf("the hub stopped with %s", got)
	}
	if got := next(); got != "" {
		t.Errorf("the stream ended with %s", got)
	}
}

// TestCheckOnlyLooks checks a database that nothing was done with yet: it says so,
// and leaves it as it is.
func TestCheckOnlyLooks(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	for range 2 {
		said, complaint, err := run(t, data, nil, "check")
		if err == nil || !strings.Contains(said, "hub migrate") {
			t.Errorf("check of an empty database: %v %s%s", err, said, complaint)
		}
	}
	if said, complaint, err := run(t, data, nil, "migrate"); err != nil {
		t.Fatal(err, said, complaint)
	}
	if said, complaint, err := run(t, data, nil, "check"); err != nil {
		t.Error(err, said, complaint)
	}
}

// TestExportImportIsEqual takes everything from one hub to another: content and files.
func TestExportImportIsEqual(t *testing.T) {
	t.Parallel()
	first, second := servertest.DataFolder(t), servertest.DataFolder(t)
	serve(t, first).Stop(t)
	moved, saved := t.TempDir(), t.TempDir()
	exported, complaint, err := run(t, first, nil, "export", "--files", moved)
	if err != nil {
		t.Fatal(err, complaint)
	}
	files := sums(t, moved)
	if demonstrated, err := demo.Media(); err != nil || len(files) != len(sumsOf(t, demonstrated)) {
		t.Errorf("%d files were exported: %v", len(files), err)
	}

	t.Run("NotWithoutFiles", func(t *testing.T) {
		if _, complaint, err := run(t, second, strings.NewReader(exported), "import", "-"); err == nil || !strings.Contains(complaint, "the hub has no file with this checksum") {
			t.Errorf("importing without files: %v %s", err, complaint)
		}
	})
	t.Run("DryRunTouchesNothing", func(t *testing.T) {
		said, complaint, err := run(t, second, strings.NewReader(exported), "import", "--dry-run", "--files", moved, "-")
		if err != nil || !strings.Contains(said, "293 created") || !strings.Contains(said, "nothing was kept") {
			t.Errorf("a dry run: %v %s%s", err, said, complaint)
		}
		if kept, err := filepath.Glob(second + "/objects/*"); err != nil || len(kept) > 0 {
			t.Errorf("a dry run has made %v, %v", kept, err)
		}
		if left, complaint, err := run(t, second, nil, "export"); err != nil || left != "" {
			t.Errorf("a dry run has left %s: %v %s", left, err, complaint)
		}
	})
	t.Run("WithFiles", func(t *testing.T) {
		for _, want := range []string{"293 created", "nothing has changed"} {
			said, complaint, err := run(t, second, strings.NewReader(exported), "import", "--files", moved, "-")
			if err != nil || !strings.Contains(said, want) {
				t.Fatalf("importing: %v %s%s, want %q", err, said, complaint, want)
			}
		}
		again, complaint, err := run(t, second, nil, "export", "--files", saved)
		if err != nil {
			t.Fatal(err, complaint)
		}
		if exported != again {
			t.Error("the export of the second hub differs from that of the first")
		}
		if diff := cmp.Diff(files, sums(t, saved)); diff != "" {
			t.Errorf("files (-first +second):\n%s", diff)
		}
	})
	t.Run("NotWithFilesThatAreRefused", func(t *testing.T) {
		if err := os.WriteFile(moved+"/page.html", []byte("<html></html>"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, complaint, err := run(t, second, strings.NewReader(exported), "import", "--files", moved, "-"); err == nil || !strings.Contains(complaint, "page.html: ") {
			t.Errorf("importing with a file that is not taken: %v %s", err, complaint)
		}
	})
}

// sums are the checksums of the files in a folder, by their names.
func sums(t *testing.T, dir string) map[string]string {
	t.Helper()
	return sumsOf(t, os.DirFS(dir))
}

func sumsOf(t *testing.T, folder fs.FS) map[string]string {
	t.Helper()
	names, err := fs.Glob(folder, "*")
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(data))
	}
	return sums
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	data, folder := servertest.DataFolder(t), t.TempDir()
	good := `{"kind":"area","slug":"forests","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Forests"}},"published":["en"]}` + "\n"
	bad := good[:len(good)-1] + "\n" + `{"kind":"area","slug":"Not a slug","sourceLocale":"en","fields":{"scheme":"SEA"},"texts":{"en":{"titel":"Sea"}}}` + "\n"
	for name, content := range map[string]string{"/a.ndjson": strings.Replace(good, "forests", "rivers", 1), "/b.ndjson": bad} {
		if err := os.WriteFile(folder+name, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	said, complaint, err := run(t, data, nil, "import", folder)
	if err == nil {
		t.Error("a bad record did not fail the import")
	}
	for _, want := range []string{folder + "/b.ndjson:2 (Not a slug): slug: ", "fields.scheme: it must be one of TOOLKIT, PROGRAMME", "texts.en.titel: there is no such field"} {
		if !strings.Contains(complaint, want) {
			t.Errorf("the import did not say %q but:\n%s", want, complaint)
		}
	}
	if !strings.Contains(said, "nothing was imported") {
		t.Errorf("the import said %q", said)
	}
	said, _, _ = run(t, data, nil, "import", "--skip-invalid", folder)
	if !strings.Contains(said, "2 created") {
		t.Errorf("with --skip-invalid the import said %q", said)
	}
}

// TestImportKilled kills a hub in the middle of an import: what follows serves
// what was there before, and nothing by halves.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	data := servertest.DataFolder(t)
	server := serve(t, data)
	// What the public sees is written after the drafts, and comes to no end.
	inside(t, data, `
		CREATE FUNCTION public.for_ever() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1e9); RETURN NULL; END $$;
		CREATE TRIGGER for_ever BEFORE INSERT ON live.entries EXECUTE FUNCTION public.for_ever()`)
	server.Stop(t)
	file := t.TempDir() + "/many.ndjson"
	var many bytes.Buffer
	for n := range 2000 {
		fmt.Fprintf(&many, `{"kind":"area","slug":"area-%d","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Area %d"},"it":{"title":"Ambito %d"}},"published":["en","it"]}`+"\n", n, n, n)
	}
	if err := os.WriteFile(file, many.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	importer := hub(t.Context(), data, "import", file)
	if err := importer.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan error, 1)
	go func() { exited <- importer.Wait() }()
	waitUntil(t, "the import is in the middle", func() bool {
		select {
		case err := <-exited:
			t.Fatalf("the import ended before it could be killed: %v", err)
		default:
		}
		return sleeping(t, data)
	})
	if err := importer.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-exited

	server = serve(t, data)
	defer server.Stop(t)
	if got := count(t, server.URL, "areas"); got != 19 {
		t.Errorf("%d areas after the import was killed, want the 19 that were there before", got)
	}
	inside(t, data, "DROP FUNCTION public.for_ever CASCADE")
	if said, complaint, err := run(t, data, nil, "import", file); err != nil || !strings.Contains(said, "2000 created") {
		t.Errorf("importing again: %v %s%s", err, said, complaint)
	}
	// The hub may answer from memory until it has heard of what another process does.
	waitUntil(t, "2019 areas are served", func() bool { return count(t, server.URL, "areas") == 2019 })
}

// inside executes statements in the database of a hub that serves.
func inside(t *testing.T, data, statements string) {
	t.Helper()
	dsn, err := cluster.Attach(data, database)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), statements); err != nil {
		t.Fatal(err)
	}
}

// sleeping tells whether somebody sleeps in the database of a hub, which may be starting still.
func sleeping(t *testing.T, data string) (sleeps bool) {
	t.Helper()
	dsn, err := cluster.Attach(data, database)
	if err != nil {
		return false
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		return false
	}
	defer conn.Close(t.Context())
	err = conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')").Scan(&sleeps)
	return err == nil && sleeps
}
