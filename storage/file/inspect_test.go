package file_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"image/color"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/file/clamd/clamdtest"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/file/media/mediatest"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/storagetest"
)

// works is a library whose jobs are done.
type works struct {
	*library
	pool     *pgxpool.Pool
	outcomes chan job.Outcome
}

// openWorks opens a library with the tools and the scanner given; run does its jobs.
func openWorks(t testing.TB, tools *media.Tools, scanner *clamd.Scanner) *works {
	t.Helper()
	dsn := storagetest.EmptyDSN(t)
	store, err := storage.Open(t.Context(), storage.Options{
		DSN: dsn, Own: true, Languages: storagetest.Languages(), Bucket: filetest.Bucket(t), Tools: tools, Scanner: scanner,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	pool, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return &works{library: &library{TB: t, Library: store.Files(), store: store}, pool: pool, outcomes: make(chan job.Outcome, 1000)}
}

// run does jobs, all kinds of them that the library has unless told which.
func (w *works) run(kinds ...job.Kind) {
	w.Helper()
	if len(kinds) == 0 {
		kinds = w.Jobs()
	}
	runner, err := job.NewRunner(job.Options{
		Pool: w.pool, Logger: slog.New(slog.NewTextHandler(w.Output(), nil)), Kinds: kinds, Observe: func(o job.Outcome) { w.outcomes <- o },
	})
	if err != nil {
		w.Fatal(err)
	}
	if err := runner.Start(w.Context()); err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(w.Context())); err != nil {
			w.Error(err)
		}
	})
}

// done waits until a job of a kind is over, and answers what became of it.
func (w *works) done(kind string) job.Outcome {
	w.Helper()
	for {
		if outcome := <-w.outcomes; outcome.Kind == kind {
			return outcome
		}
	}
}

// now reads what is known of a file.
func (w *works) now(sha256 string) *file.File {
	w.Helper()
	var snapshot []byte
	if err := w.DB.NewRaw("SELECT hub.file_snapshot(?)", sha256).Scan(w.Context(), &snapshot); err != nil {
		w.Fatal(err)
	}
	file := new(file.File)
	if err := json.Unmarshal(snapshot, file); err != nil {
		w.Fatal(err)
	}
	return file
}

// put takes a file in, and inspects it.
func (w *works) put(name string, data []byte) *file.File {
	w.Helper()
	file, err := w.Put(w.Context(), name, "", bytes.NewReader(data))
	if err != nil {
		w.Fatal(err)
	}
	if outcome := w.done("asset_inspect"); outcome.Err != nil {
		w.Fatal(outcome.Err)
	}
	return w.now(file.SHA256)
}

func (w *works) stored(object string) bool {
	w.Helper()
	return slices.Contains(w.keys(), object)
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var allTools = []media.Package{media.Vips, media.FFmpeg, media.Poppler, media.AVIF}

// TestInspect takes in a file of each type, and finds out what there is to know.
func TestInspect(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, allTools...), nil)
	w.run()
	orange := color.NRGBA{R: 240, G: 140, B: 20, A: 255}
	image := w.put("a.png", mediatest.PNG(t, mediatest.Halves(80, 40, orange, color.Black)))
	if image.State != file.Ready || image.Width != 80 || image.Height != 40 || !strings.HasPrefix(image.DominantColor, "#") || image.Preview || len(image.Lacks) > 0 {
		t.Errorf("the image is %+v", image)
	}
	document := w.put("a.pdf", mediatest.PDF(t, "Public money", "", "Public code"))
	if document.State != file.Ready || document.PageCount != 3 || !document.Preview || !w.stored(document.Key(file.Preview)) {
		t.Errorf("the document is %+v", document)
	}
	if pages := w.count("hub.file_pages WHERE page IN (1, 3) AND text LIKE 'Public %'"); pages != 2 {
		t.Errorf("the text of %d pages is there", pages)
	}
	note := w.put("a.txt", []byte("A note."))
	if note.State != file.Ready || len(note.Lacks) > 0 {
		t.Errorf("the note is %+v", note)
	}
	video := w.put("a.mp4", readFile(t, mediatest.Video(t, filepath.Join(t.TempDir(), "v.mp4"), "640x360", "2")))
	if video.State != file.Ready || video.DurationSeconds < 1.9 || video.Width != 640 || !video.Preview || !w.stored(video.Key(file.Preview)) {
		t.Errorf("the video is %+v", video)
	}
	if outcome := w.done("asset_stream"); outcome.Err != nil {
		t.Fatal(outcome.Err)
	}
	if video = w.now(video.SHA256); !video.Streams || video.State != file.Ready || !w.stored(video.Key("hls/index.m3u8")) || !w.stored(video.Key("hls/360p.m3u8")) {
		t.Errorf("the video is %+v", video)
	}
	sound := w.put("a.wav", readFile(t, mediatest.FFmpeg(t, filepath.Join(t.TempDir(), "s.wav"), "-f", "lavfi", "-i", "sine=duration=2")))
	if sound.State != file.Ready || sound.DurationSeconds < 1.9 || sound.Preview || sound.Streams {
		t.Errorf("the sound is %+v", sound)
	}
}

// TestInspectBesideStreams inspects a file while the streams of a video are made, which
// may take hours: nobody waits that long to publish an image.
func TestInspectBesideStreams(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.FFmpeg), nil)
	begun, end := make(chan struct{}), make(chan struct{})
	w.run(job.Work(w.Inspect), job.Work(func(context.Context, file.StreamFile, job.Attempt) error {
		close(begun)
		<-end
		return nil
	}))
	w.put("a.mp4", readFile(t, mediatest.Video(t, filepath.Join(t.TempDir(), "v.mp4"), "64x36", "1")))
	<-begun
	defer close(end)
	if note := w.put("a.txt", []byte("A note.")); note.State != file.Ready {
		t.Errorf("the note is %+v", note)
	}
}

// TestHostile takes in what passes for what it says by its beginning, and is not. Each
// fails by itself; nothing of it is served, and the next is processed as if nothing
// had been.
func TestHostile(t *testing.T) {
	t.Parallel()
	tools := mediatest.Tools(t, allTools...)
	tools.Hasten(time.Second)
	w := openWorks(t, tools, nil)
	w.run()
	dir := t.TempDir()
	video := mediatest.Video(t, filepath.Join(dir, "v.mp4"), "320x180", "6")
	for _, test := range []struct {
		name string
		data []byte
		says string
	}{
		{"cut.mp4", readFile(t, mediatest.CutOff(t, filepath.Join(dir, "cut.mp4"), video, 0.7)), "its end is missing"},
		{"headless.mp4", []byte(plainMP4), "damaged"},
		{"bomb.pdf", mediatest.PDFBomb(t, 5000), "takes longer to read"},
		{"broken.pdf", []byte(plainPDF), "damaged"},
	} {
		stored := w.put(test.name, test.data)
		if stored.State != file.Failed || !strings.Contains(stored.Problem, test.says) || stored.Served() {
			t.Errorf("%s is %+v", test.name, stored)
		}
		if _, err := w.Rendition(t.Context(), stored, file.Rendition{Width: 64, Format: file.WebP}); !errors.Is(err, file.ErrMissing) {
			t.Errorf("%s can be seen: %v", test.name, err)
		}
		for _, key := range w.keys() {
			if strings.HasPrefix(key, stored.Key("")) && key != stored.Key(file.Original) {
				t.Errorf("%s has left %s", test.name, key)
			}
		}
	}
	if well := w.put("well.pdf", mediatest.PDF(t, "All is well")); well.State != file.Ready {
		t.Errorf("afterwards %+v", well)
	}
}

// TestVirus looks for viruses with a daemon, and without one that should be there.
func TestVirus(t *testing.T) {
	t.Parallel()
	scanner, err := clamd.New(clamdtest.Start(t, "tcp", "127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	w := openWorks(t, nil, scanner)
	w.run()
	infected := w.put("a.txt", []byte("a note\n"+clamdtest.Virus))
	if infected.State != file.Quarantined || !strings.Contains(infected.Problem, "Eicar") || infected.Served() || !w.stored(infected.Key(file.Original)) {
		t.Errorf("it is %+v", infected)
	}
	if clean := w.put("b.txt", []byte("a note")); clean.State != file.Ready || len(clean.Lacks) > 0 {
		t.Errorf("it is %+v", clean)
	}
	large := w.put("c.txt", bytes.Repeat([]byte("long "), clamdtest.MostBytes/4))
	if large.State != file.Ready || len(large.Lacks) != 1 {
		t.Errorf("it is %+v", large)
	}
}

// TestScannerDown: what was not looked through waits, and fails in the end.
func TestScannerDown(t *testing.T) {
	t.Parallel()
	scanner, err := clamd.New(t.TempDir() + "/nobody")
	if err != nil {
		t.Fatal(err)
	}
	w := openWorks(t, nil, scanner)
	stored, err := w.Put(t.Context(), "a.txt", "", strings.NewReader("a note"))
	if err != nil {
		t.Fatal(err)
	}
	args := file.InspectFile{SHA256: stored.SHA256}
	if err := w.Inspect(t.Context(), args, job.Attempt{Number: 1, Of: 2}); err == nil || w.now(stored.SHA256).State != file.Pending {
		t.Errorf("after the first attempt, %v, it is %+v", err, w.now(stored.SHA256))
	}
	if err := w.Inspect(t.Context(), args, job.Attempt{Number: 2, Of: 2}); err == nil || w.now(stored.SHA256).State != file.Failed {
		t.Errorf("after the last attempt, %v, it is %+v", err, w.now(stored.SHA256))
	}
}

// TestWithoutTools: files are ready, and say what they lack. Once there are tools they
// are processed again.
func TestWithoutTools(t *testing.T) {
	w := openWorks(t, nil, nil)
	path := os.Getenv("PATH")
	t.Setenv("PATH", "")
	w.Tools = media.Find(t.Context())
	t.Setenv("PATH", path)
	stored, err := w.Put(t.Context(), "a.pdf", "", bytes.NewReader(mediatest.PDF(t, "Public money")))
	if err != nil {
		t.Fatal(err)
	}
	args, first := file.InspectFile{SHA256: stored.SHA256}, job.Attempt{Number: 1, Of: 5}
	if err := w.Again(t.Context(), act.Actor{}, stored.SHA256); err == nil {
		t.Error("what is pending is put in once more")
	}
	if err := w.Inspect(t.Context(), args, first); err != nil {
		t.Fatal(err)
	}
	if now := w.now(stored.SHA256); now.State != file.Ready || len(now.Lacks) != 1 || !strings.Contains(now.Lacks[0], "is not installed") {
		t.Errorf("it is %+v", now)
	}
	if err := w.Again(t.Context(), act.Actor{}, stored.SHA256); err != nil {
		t.Fatal(err)
	}
	if now := w.now(stored.SHA256); !now.Again || now.State != file.Ready || w.count("hub.river_job WHERE kind = 'asset_inspect'") != 2 {
		t.Errorf("it is %+v", now)
	}
	w.Tools = mediatest.Tools(t, media.Poppler)
	if err := w.Inspect(t.Context(), args, first); err != nil {
		t.Fatal(err)
	}
	if now := w.now(stored.SHA256); now.State != file.Ready || now.Again || now.PageCount != 1 || len(now.Lacks) > 0 {
		t.Errorf("it is %+v", now)
	}
}

// TestKilled: a hub that was killed in the middle of an inspection has left a job that
// another does, over what was made already.
func TestKilled(t *testing.T) {
	t.Parallel()
	w := openWorks(t, mediatest.Tools(t, media.Poppler), nil)
	stored, err := w.Put(t.Context(), "a.pdf", "", bytes.NewReader(mediatest.PDF(t, "Public money")))
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Bucket.Put(t.Context(), stored.Key(file.Preview), strings.NewReader("half of it"), -1, "image/jpeg"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.DB.ExecContext(t.Context(), "UPDATE hub.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '2 hours'"); err != nil {
		t.Fatal(err)
	}
	w.run()
	if outcome := w.done("asset_inspect"); outcome.Err != nil || outcome.Number != 2 {
		t.Fatalf("%+v", outcome)
	}
	if now := w.now(stored.SHA256); now.State != file.Ready || !now.Preview {
		t.Errorf("it is %+v", now)
	}
	if preview, err := w.Bucket.Stat(t.Context(), stored.Key(file.Preview)); err != nil || preview.Size < 1000 {
		t.Errorf("the preview is %+v, %v", preview, err)
	}
}

// TestLostInspection gives files up that nobody will inspect, and no others.
func TestLostInspection(t *testing.T) {
	t.Parallel()
	w := openWorks(t, nil, nil)
	stored, err := w.Put(t.Context(), "a.txt", "", strings.NewReader("a note"))
	if err != nil {
		t.Fatal(err)
	}
	state := func(change string) file.State {
		t.Helper()
		if _, err := w.DB.ExecContext(t.Context(), change); err != nil {
			t.Fatal(err)
		}
		if err := w.GiveUpOverdue(t.Context()); err != nil {
			t.Fatal(err)
		}
		return w.now(stored.SHA256).State
	}
	if got := state("UPDATE hub.files SET created_at = now() - interval '2 hours'"); got != file.Pending {
		t.Errorf("one that will be inspected is %s", got)
	}
	if got := state("UPDATE hub.river_job SET state = 'discarded', finalized_at = now()"); got != file.Failed {
		t.Errorf("one that nobody will inspect is %s", got)
	}
}

// TestGone inspects a file that is there no more.
func TestGone(t *testing.T) {
	t.Parallel()
	w := openWorks(t, nil, nil)
	gone := strings.Repeat("0", 64)
	if err := w.Inspect(t.Context(), file.InspectFile{SHA256: gone}, job.Attempt{Number: 1, Of: 1}); err != nil {
		t.Error(err)
	}
	if err := w.Stream(t.Context(), file.StreamFile{SHA256: gone}, job.Attempt{Number: 1, Of: 1}); err != nil {
		t.Error(err)
	}
}
