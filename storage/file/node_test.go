package file_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// openNodes opens a library, and another on the same database and bucket, as two hubs
// have them; meet is called once, when the other has asked the store by a method.
func openNodes(t *testing.T, method string, meet func()) (one, other *library) {
	t.Helper()
	s3 := filetest.S3(t)
	var buckets [2]*file.Bucket
	for i := range buckets {
		bucket, err := file.OpenBucket(s3)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(bucket.Close)
		if err := bucket.Ensure(t.Context()); err != nil {
			t.Fatal(err)
		}
		buckets[i] = bucket
	}
	var once sync.Once
	buckets[1].Observe(func(request file.Request) {
		if request.Method == method {
			once.Do(meet)
		}
	})
	store := storagetest.WithFiles(t, buckets[0])
	one = &library{TB: t, Library: store.Files(), store: store}
	return one, &library{TB: t, Library: &file.Library{DB: one.DB, Bucket: buckets[1], Queue: one.Queue}, store: store}
}

// TestGivenUpWhileTwoNodesFinish completes an upload on two nodes at once, and gives it
// up when one of them has made a file of it: the other leaves that its bytes.
func TestGivenUpWhileTwoNodesFinish(t *testing.T) {
	t.Parallel()
	var one, other *library
	var upload *file.Upload
	one, other = openNodes(t, http.MethodPut, func() {
		mine := one.again(upload)
		if _, err := one.FinishUpload(t.Context(), mine); err != nil {
			t.Error(err)
		}
		if err := one.CancelUpload(t.Context(), act.Actor{}, mine.ID); err != nil {
			t.Error(err)
		}
	})
	upload = one.start("a.pdf", "", []byte(plainPDF))
	one.sendAll(upload, []byte(plainPDF))
	if _, err := other.FinishUpload(t.Context(), other.again(upload)); !isNotFound(err) {
		t.Errorf("to the other node it is not gone: %v", err)
	}
	if files, objects := one.whole(); files != 1 || objects != 1 {
		t.Errorf("there are %d files and %d objects", files, objects)
	}
}

// TestFinishedByAnotherNode completes an upload on a node while another does: it is
// complete, though what was uploaded is not where it was.
func TestFinishedByAnotherNode(t *testing.T) {
	t.Parallel()
	var one, other *library
	var upload *file.Upload
	one, other = openNodes(t, http.MethodHead, func() {
		if _, err := one.FinishUpload(t.Context(), one.again(upload)); err != nil {
			t.Error(err)
		}
	})
	upload = one.start("a.pdf", "", []byte(plainPDF))
	one.sendAll(upload, []byte(plainPDF))
	file, err := other.FinishUpload(t.Context(), other.again(upload))
	if err != nil || file.ID != upload.ID {
		t.Errorf("it is %+v, %v", file, err)
	}
}
