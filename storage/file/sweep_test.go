package file_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/publish"
)

// put takes a document in.
func (l *library) put(of string) *file.File {
	l.Helper()
	file, err := l.Put(l.Context(), "a.pdf", "", strings.NewReader(plainPDF+of))
	if err != nil {
		l.Fatal(err)
	}
	return file
}

// do writes an asset.
func (l *library) do(verb act.Verb, input map[string]any) *edit.Outcome {
	l.Helper()
	done, err := l.store.Writer().Do(l.Context(), act.Actor{}, edit.Write{Verb: verb, Kind: "asset", Input: input})
	if err != nil {
		l.Fatal(err)
	}
	return done
}

// show makes an asset of a file.
func (l *library) show(file *file.File) *edit.Outcome {
	l.Helper()
	return l.do(act.VerbCreate, map[string]any{
		"fileName": "a.pdf", "sha256": file.SHA256, "texts": []map[string]any{{"locale": "en", "title": "A"}},
	})
}

func (l *library) sweep(at time.Time) file.Swept {
	l.Helper()
	swept, err := l.Sweep(l.Context(), at)
	if err != nil {
		l.Fatal(err)
	}
	return swept
}

// whole tells whether each file has its bytes and each object belongs to a file, and
// counts both.
func (l *library) whole() (files, objects int) {
	l.Helper()
	var ids []uuid.UUID
	if err := l.DB.NewRaw("SELECT id FROM hub.files ORDER BY id").Scan(l.Context(), &ids); err != nil {
		l.Fatal(err)
	}
	keys := l.keys()
	for _, id := range ids {
		if !slices.Contains(keys, fmt.Sprintf("files/%s/original", id)) {
			l.Errorf("the file %s has no bytes; the objects are %v", id, keys)
		}
	}
	for _, key := range keys {
		if !slices.ContainsFunc(ids, func(id uuid.UUID) bool { return strings.HasPrefix(key, "files/"+id.String()+"/") }) {
			l.Errorf("the object %s belongs to no file", key)
		}
	}
	return len(ids), len(keys)
}

var (
	soon  = time.Now
	later = func() time.Time { return time.Now().Add(26 * time.Hour) }
)

// TestSweep keeps what something refers to, however long ago that was, and what is
// young; it removes the rest.
func TestSweep(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	draft, live, replaced, deleted, unused := l.put("draft"), l.put("live"), l.put("replaced"), l.put("deleted"), l.put("unused")
	l.show(draft)
	l.publish(l.show(live))
	changed := l.show(replaced)
	l.do(act.VerbUpdate, map[string]any{"id": content.EncodeID("asset", changed.ID), "version": 1, "sha256": draft.SHA256})
	gone := l.show(deleted)
	l.do(act.VerbDelete, map[string]any{"id": content.EncodeID("asset", gone.ID), "version": 1})
	if _, err := l.DB.NewRaw("DELETE FROM hub.revisions").Exec(t.Context()); err != nil { // so that each place counts
		t.Fatal(err)
	}
	l.do(act.VerbUpdate, map[string]any{"id": content.EncodeID("asset", changed.ID), "version": 2, "sha256": replaced.SHA256})
	l.do(act.VerbUpdate, map[string]any{"id": content.EncodeID("asset", changed.ID), "version": 3, "sha256": draft.SHA256})

	if swept := l.sweep(soon()); swept != (file.Swept{}) {
		t.Errorf("while all is young, it swept %+v", swept)
	}
	if swept := l.sweep(later()); swept != (file.Swept{Files: 1}) {
		t.Errorf("it swept %+v", swept)
	}
	if files, objects := l.whole(); files != 4 || objects != 4 {
		t.Errorf("left are %d files and %d objects", files, objects)
	}
	if n := l.count(fmt.Sprintf("hub.files WHERE sha256 = '%s'", unused.SHA256)); n != 0 {
		t.Error("what nobody uses is there")
	}
}

// publish publishes an asset, whose file counts as inspected.
func (l *library) publish(of *edit.Outcome) {
	l.Helper()
	if _, err := l.DB.NewRaw("UPDATE hub.files SET state = 'READY'; UPDATE draft.assets SET sha256 = sha256").Exec(l.Context()); err != nil {
		l.Fatal(err)
	}
	request := publish.Request{IDs: []string{content.EncodeID("asset", of.ID)}, Locales: []content.Locale{"en"}}
	if _, err := l.store.Publisher().Publish(l.Context(), act.Actor{}, request); err != nil {
		l.Fatal(err)
	}
}

// TestSweepKeepsThePast keeps what nothing shows any more but what was live once.
func TestSweepKeepsThePast(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	first, second := l.put("first"), l.put("second")
	made := l.show(first)
	l.publish(made)
	l.do(act.VerbUpdate, map[string]any{"id": content.EncodeID("asset", made.ID), "version": 1, "sha256": second.SHA256})
	l.publish(made)
	if _, err := l.DB.NewRaw("DELETE FROM hub.revisions").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if swept := l.sweep(later()); swept != (file.Swept{}) {
		t.Errorf("it swept %+v", swept)
	}
	if _, err := l.DB.NewRaw("DELETE FROM past.assets").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if swept := l.sweep(later()); swept != (file.Swept{Files: 1}) {
		t.Errorf("with the past forgotten, it swept %+v", swept)
	}
	l.whole()
}

// TestSweepUploads leaves what may still be completed, and removes the rest.
func TestSweepUploads(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	data := noise(plainMP4, 17<<20)
	large, small := l.start("a.mp4", "", data), l.start("a.pdf", "", []byte(plainPDF))
	part := l.parts(large)[0]
	if status, err := l.send(part, bytes.NewReader(data[:part.Size]), part.Size); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	l.sendAll(small, []byte(plainPDF))
	if swept := l.sweep(time.Now().Add(24*time.Hour + time.Minute)); swept != (file.Swept{}) {
		t.Errorf("while one may be on its way, it swept %+v", swept)
	}
	if swept := l.sweep(later()); swept != (file.Swept{Uploads: 2}) {
		t.Errorf("it swept %+v", swept)
	}
	if keys, uploads := l.keys(), l.count("hub.uploads"); len(keys) != 0 || uploads != 0 {
		t.Errorf("left are %d uploads and the objects %v", uploads, keys)
	}
	if _, err := l.Bucket.Chunks(t.Context(), "files/"+large.ID.String()+"/original", *large.MultipartID); err == nil {
		t.Error("the parts are there")
	}
}

// TestSweepReplayed stores once more what was completed, by the same address.
func TestSweepReplayed(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	upload := l.start("a.pdf", "", []byte(plainPDF))
	part := l.parts(upload)[0]
	l.sendAll(upload, []byte(plainPDF))
	stored, err := l.FinishUpload(t.Context(), upload)
	if err != nil {
		t.Fatal(err)
	}
	if status, err := l.send(part, strings.NewReader(plainPDF), part.Size); err != nil || status != 200 {
		t.Fatal(status, err)
	}
	l.show(stored)
	if swept := l.sweep(later()); swept != (file.Swept{Uploads: 1, Objects: 1}) {
		t.Errorf("it swept %+v", swept)
	}
	if files, objects := l.whole(); files != 1 || objects != 1 {
		t.Errorf("left are %d files and %d objects", files, objects)
	}
}

// TestSweepLeftovers removes what belongs to nothing that there is.
func TestSweepLeftovers(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	stored := l.put("kept")
	l.show(stored)
	for _, key := range []string{stored.Key("preview"), "files/" + uuid.NewString() + "/original", "files/" + uuid.NewString() + "/hls/index.m3u8", "uploads/" + uuid.NewString()} {
		if err := l.Bucket.Put(t.Context(), key, strings.NewReader("left"), 4, "text/plain"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.Bucket.Begin(t.Context(), "files/"+uuid.NewString()+"/original", "video/mp4"); err != nil {
		t.Fatal(err)
	}
	var listed int // some stores list none, and give them up by themselves
	for _, err := range l.Bucket.Multiparts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		listed++
	}
	if swept := l.sweep(soon()); swept != (file.Swept{}) {
		t.Errorf("while all is young, it swept %+v", swept)
	}
	if swept := l.sweep(later()); swept != (file.Swept{Objects: 3, Multiparts: listed}) {
		t.Errorf("it swept %+v of %d that are on their way", swept, listed)
	}
	if files, objects := l.whole(); files != 1 || objects != 2 {
		t.Errorf("left are %d files and %d objects", files, objects)
	}
}

// TestSweepMeetsPut brings in again what is about to be swept.
func TestSweepMeetsPut(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	stored := l.put("old")
	if _, err := l.DB.NewRaw("UPDATE hub.files SET wanted_at = wanted_at - interval '2 days'").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := l.put("old"); again.ID != stored.ID {
		t.Errorf("it is another file: %+v", again)
	}
	if swept := l.sweep(soon()); swept != (file.Swept{}) {
		t.Errorf("it swept %+v", swept)
	}
	l.whole()
}
