package file_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
)

var uploader = uuid.MustParse("018f0000-0000-7000-8000-000000000001")

// start announces bytes.
func (l *library) start(name, contentType string, data []byte) *file.Upload {
	l.Helper()
	upload, err := l.StartUpload(l.Context(), act.Actor{AccountID: uploader}, file.Announced{FileName: name, ContentType: contentType, Size: int64(len(data)), SHA256: sumOf(data)})
	if err != nil {
		l.Fatal(err)
	}
	return upload
}

func (l *library) parts(upload *file.Upload) []*file.Part {
	l.Helper()
	parts, err := l.UploadParts(l.Context(), upload)
	if err != nil {
		l.Fatal(err)
	}
	return parts
}

// send stores a part as a client does, and answers the status.
func (l *library) send(part *file.Part, body io.Reader, size int64) (int, error) {
	l.Helper()
	request, err := http.NewRequestWithContext(l.Context(), http.MethodPut, *part.URL, body)
	if err != nil {
		l.Fatal(err)
	}
	request.ContentLength = size
	for _, header := range part.Headers {
		request.Header.Set(header.Name, header.Value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode, nil
}

// sendAll stores all parts that have not come, of bytes that may be others than were
// announced.
func (l *library) sendAll(upload *file.Upload, data []byte) {
	l.Helper()
	offset := int64(0)
	for _, part := range l.parts(upload) {
		if !part.Done {
			status, err := l.send(part, bytes.NewReader(data[offset:offset+part.Size]), part.Size)
			if err != nil || status != http.StatusOK {
				l.Fatal(status, err)
			}
		}
		offset += part.Size
	}
}

// again reads an upload as another request does.
func (l *library) again(upload *file.Upload) *file.Upload {
	l.Helper()
	read, err := l.Upload(l.Context(), upload.ID)
	if err != nil {
		l.Fatal(err)
	}
	return read
}

// noise are bytes that are no two times the same, after a beginning.
func noise(start string, size int) []byte {
	data := make([]byte, size)
	source := rand.NewChaCha8([32]byte{byte(size)})
	_, _ = source.Read(data)
	copy(data, start)
	return data
}

func TestUploadInOnePart(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	data := noise("%PDF-1.7\n", 300_000)
	upload := l.start("report.pdf", "application/x-pdf", data)
	if upload.ContentType != "application/pdf" || upload.ExpiresAt.Sub(upload.CreatedAt) != file.UploadLifetime {
		t.Errorf("it is %+v", upload)
	}
	parts := l.parts(upload)
	if len(parts) != 1 || parts[0].Size != 300_000 || parts[0].Done {
		t.Fatalf("the parts are %+v", parts)
	}
	if _, err := l.FinishUpload(t.Context(), upload); refusal(t, err) != "file incomplete: it has not been uploaded yet" {
		t.Error(err)
	}
	for name, other := range map[string][]byte{"Longer": append(data[:len(data):len(data)], 'x'), "Shorter": data[1:]} {
		// The store may close the connection before it has read all of them.
		if status, err := l.send(parts[0], bytes.NewReader(other), int64(len(other))); err == nil && (status < 400 || status > 403) {
			t.Errorf("%s bytes are answered with %d", name, status)
		}
		if l.parts(upload)[0].Done {
			t.Errorf("%s bytes are taken", name)
		}
	}
	l.sendAll(upload, data)
	if left := l.parts(upload); !left[0].Done || left[0].URL != nil {
		t.Errorf("what has come is %+v", left[0])
	}
	stored, err := l.FinishUpload(t.Context(), l.again(upload))
	if err != nil {
		t.Fatal(err)
	}
	if stored.ID != upload.ID || !bytes.Equal(l.bytesOf(stored), data) || stored.SHA256 != sumOf(data) {
		t.Errorf("it is %+v", stored)
	}
	if keys := l.keys(); len(keys) != 1 {
		t.Errorf("the objects are %v", keys)
	}
	if status, err := l.send(parts[0], bytes.NewReader(data), int64(len(data))); err != nil || status != http.StatusOK {
		t.Error(status, err)
	}
	if object, err := l.Bucket.Stat(t.Context(), stored.Key(file.Original)); err != nil || object.ContentType != "application/pdf" {
		t.Errorf("it is %+v, %v", object, err)
	}
}

// TestUploadResumes uploads a file in parts whose connection is closed in the middle
// of one: what has come is not sent again, and the bytes are the same.
func TestUploadResumes(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	const size = 48<<20 + 5
	data := noise(plainMP4, size)
	upload := l.start("talk.mp4", "video/mp4", data)
	parts := l.parts(upload)
	if len(parts) != 4 || parts[3].Size != 5 {
		t.Fatalf("there are %d parts, the last of %d bytes", len(parts), parts[len(parts)-1].Size)
	}
	for _, i := range []int{3, 1} { // in any order
		if status, err := l.send(parts[i], bytes.NewReader(data[int64(i)*file.PartBytes:][:parts[i].Size]), parts[i].Size); err != nil || status != http.StatusOK {
			t.Fatal(status, err)
		}
	}
	broken := errors.New("the line is dead")
	half := io.MultiReader(bytes.NewReader(data[:parts[0].Size/2]), iotest.ErrReader(broken))
	if status, err := l.send(parts[0], half, parts[0].Size); !errors.Is(err, broken) {
		t.Fatalf("half a part was sent: %d, %v", status, err)
	}
	if _, err := l.FinishUpload(t.Context(), l.again(upload)); refusal(t, err) != "file incomplete: parts 1, 3 have not been uploaded yet" {
		t.Error(err)
	}
	var done []bool
	for _, part := range l.parts(l.again(upload)) {
		if done = append(done, part.Done); part.Done != (part.URL == nil) {
			t.Errorf("part %d is %+v", part.Number, part)
		}
	}
	if fmt.Sprint(done) != "[false true false true]" {
		t.Errorf("done are %v", done)
	}
	l.sendAll(l.again(upload), data)
	stored, err := l.FinishUpload(t.Context(), l.again(upload))
	if err != nil {
		t.Fatal(err)
	}
	if stored.SHA256 != sumOf(data) || stored.SizeBytes != size || !bytes.Equal(l.bytesOf(stored), data) {
		t.Errorf("it is %+v", stored)
	}
	if again, err := l.FinishUpload(t.Context(), l.again(upload)); err != nil || again.ID != stored.ID {
		t.Errorf("once more it is %+v, %v", again, err)
	}
	if keys := l.keys(); len(keys) != 1 || keys[0] != stored.Key(file.Original) {
		t.Errorf("the objects are %v", keys)
	}
}

// TestUploadOfWhatIsThere announces what the hub has: there is nothing to send.
func TestUploadOfWhatIsThere(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	stored, err := l.Put(t.Context(), "a.pdf", "", strings.NewReader(plainPDF))
	if err != nil {
		t.Fatal(err)
	}
	upload := l.start("b.pdf", "", []byte(plainPDF))
	if parts := l.parts(upload); !upload.Stored() || len(parts) != 0 {
		t.Errorf("it has the parts %v", parts)
	}
	if finished, err := l.FinishUpload(t.Context(), l.again(upload)); err != nil || finished.ID != stored.ID {
		t.Errorf("it is %+v, %v", finished, err)
	}
	for _, test := range []struct {
		name string
		size int64
		want string
	}{
		{"b.pdf", 5, "size checksum: the file with this checksum has 15 bytes"},
		{"b.txt", int64(len(plainPDF)), "contentType checksum: the file with this checksum is of the type application/pdf"},
	} {
		_, err := l.StartUpload(t.Context(), act.Actor{}, file.Announced{FileName: test.name, Size: test.size, SHA256: sumOf([]byte(plainPDF))})
		if got := refusal(t, err); got != test.want {
			t.Errorf("it is refused with %q", got)
		}
	}
}

// TestUploadBecomesWhatIsThere uploads in two ways at once what is one file in the end.
func TestUploadBecomesWhatIsThere(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	data := noise(plainMP4, 17<<20)
	one, other := l.start("a.mp4", "", data), l.start("b.mp4", "", data)
	l.sendAll(one, data)
	l.sendAll(other, data)
	first, err := l.FinishUpload(t.Context(), one)
	if err != nil {
		t.Fatal(err)
	}
	second, err := l.FinishUpload(t.Context(), other)
	if err != nil || second.ID != first.ID {
		t.Errorf("they are %+v and %+v, %v", first, second, err)
	}
	if keys := l.keys(); len(keys) != 1 || keys[0] != first.Key(file.Original) {
		t.Errorf("the objects are %v", keys)
	}
}

func TestFinishAtOnce(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	data := noise(plainMP4, 17<<20)
	upload := l.start("a.mp4", "", data)
	l.sendAll(upload, data)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			upload, err := l.Upload(t.Context(), upload.ID)
			if err != nil {
				t.Error(err)
				return
			}
			if file, err := l.FinishUpload(t.Context(), upload); err != nil || file.ID != upload.ID {
				t.Errorf("it is %+v, %v", file, err)
			}
		})
	}
	all.Wait()
	if n := l.count("hub.river_job WHERE kind = 'asset_inspect'"); n != 1 {
		t.Errorf("%d jobs inspect it", n)
	}
}

// TestUploadTakesMetadataOut uploads images, in one part and in several.
func TestUploadTakesMetadataOut(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	for _, trailing := range []int{0, 17 << 20} {
		taken := append(photo(t), make([]byte, trailing)...)
		upload := l.start("milan.jpg", "image/jpg", taken)
		l.sendAll(upload, taken)
		file, err := l.FinishUpload(t.Context(), upload)
		if err != nil {
			t.Fatal(err)
		}
		stored := l.bytesOf(file)
		if bytes.Contains(stored, []byte("Milan")) || file.SHA256 != sumOf(stored) || file.SHA256 == upload.SHA256 || len(stored) > len(taken)-16 {
			t.Errorf("%d bytes are stored of %+v", len(stored), file)
		}
	}
	if keys := l.keys(); len(keys) != 1 { // without what they say, both are the same
		t.Errorf("the objects are %v", keys)
	}
}

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	sum := sumOf(nil)
	for name, test := range map[string]struct {
		file.Announced
		want string
	}{
		"Name":      {file.Announced{FileName: "a/b.pdf", Size: 1, SHA256: sum}, "fileName format: a name has letters, digits and signs, but no slash; leave the folder out"},
		"Type":      {file.Announced{FileName: "a.svg", ContentType: "image/svg+xml", Size: 1, SHA256: sum}, "contentType notAllowed: files of the type image/svg+xml are not taken: an SVG can run scripts; export it as PNG or WebP"},
		"NoBytes":   {file.Announced{FileName: "a.pdf", SHA256: sum}, "size min: a file has at least one byte"},
		"TooLarge":  {file.Announced{FileName: "a.mp4", Size: 20<<30 + 1, SHA256: sum}, "size max: a file of the type video/mp4 has at most 20 GiB"},
		"NoSHA256":  {file.Announced{FileName: "a.pdf", Size: 1, SHA256: sum[1:]}, "sha256 format: a checksum has 64 hexadecimal digits"},
		"LargePage": {file.Announced{FileName: "a.pdf", Size: 500<<20 + 1, SHA256: sum}, "size max: a file of the type application/pdf has at most 500 MiB"},
	} {
		if _, err := l.StartUpload(t.Context(), act.Actor{}, test.Announced); refusal(t, err) != test.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := l.count("hub.uploads"); n != 0 {
		t.Errorf("%d uploads are there", n)
	}
}

// TestFinishRefuses uploads something else than was announced: nothing of it stays.
func TestFinishRefuses(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	pdf, mp4 := noise("%PDF-1.7\n", 5000), noise(plainMP4, 17<<20)
	html := []byte("<!DOCTYPE html><script>alert(1)</script>")
	for name, test := range map[string]struct {
		name            string
		announced, sent []byte
		want            string
	}{
		"Checksum":    {"a.mp4", mp4, noise(plainMP4+"!", 17<<20), "sha256 equal: the checksum of what was uploaded is "},
		"HTMLAsPNG":   {"a.png", html, html, "file notAllowed: files of the type text/html are not taken: "},
		"MP4AsWebM":   {"a.webm", mp4, mp4, "file contentType: it is said to be of the type video/webm, and its bytes are those of video/mp4"},
		"Bomb":        {"a.png", bombPNG(10_000, 10_000), bombPNG(10_000, 10_000), "file pixels: an image has at most 50 megapixels, and this one has 100; make it smaller"},
		"NoPart":      {"a.pdf", pdf, pdf, ""},
		"DamagedJPEG": {"a.jpg", photo(t)[:200], photo(t)[:200], "file damaged: "},
	} {
		t.Run(name, func(t *testing.T) {
			upload := l.start(test.name, "", test.announced)
			l.sendAll(upload, test.sent)
			_, err := l.FinishUpload(t.Context(), upload)
			if test.want == "" { // what is right is taken, so that the others are refused for what they are
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if got := refusal(t, err); !strings.HasPrefix(got, test.want) {
				t.Errorf("it is refused with %q", got)
			}
			if _, err := l.Upload(t.Context(), upload.ID); !isNotFound(err) {
				t.Errorf("the upload is still there: %v", err)
			}
		})
	}
	// The store takes no other size by the addresses that it is given; whoever reaches
	// the store otherwise gets no further.
	for name, sent := range map[string][]byte{"Shorter": pdf[1:], "Longer": append(pdf[:len(pdf):len(pdf)], 'x')} {
		upload := l.start("b.pdf", "", noise("%PDF-1.8\n", 5000))
		if err := l.Bucket.Put(t.Context(), "uploads/"+upload.ID.String(), bytes.NewReader(sent), int64(len(sent)), "application/pdf"); err != nil {
			t.Fatal(err)
		}
		if _, err := l.FinishUpload(t.Context(), upload); refusal(t, err) != "file incomplete: it has not been uploaded yet" {
			t.Errorf("%s: %v", name, err)
		}
		if err := l.CancelUpload(t.Context(), act.Actor{}, upload.ID); err != nil {
			t.Fatal(err)
		}
	}
	if files, uploads, keys := l.count("hub.files"), l.count("hub.uploads"), l.keys(); files != 1 || uploads != 1 || len(keys) != 1 {
		t.Errorf("left are %d files, %d uploads and the objects %v", files, uploads, keys)
	}
}

func isNotFound(err error) bool {
	var known *fault.Error
	return errors.As(err, &known) && known.Code == fault.NotFound
}

func TestCancelUpload(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	data := noise(plainMP4, 17<<20)
	upload := l.start("a.mp4", "", data)
	part := l.parts(upload)[0]
	if status, err := l.send(part, bytes.NewReader(data[:part.Size]), part.Size); err != nil || status != http.StatusOK {
		t.Fatal(status, err)
	}
	if err := l.CancelUpload(t.Context(), act.Actor{}, upload.ID); err != nil {
		t.Fatal(err)
	}
	if err := l.CancelUpload(t.Context(), act.Actor{}, upload.ID); !isNotFound(err) {
		t.Errorf("what was given up is given up with %v", err)
	}
	if _, err := l.FinishUpload(t.Context(), upload); !isNotFound(err) {
		t.Errorf("it ends with %v", err)
	}
	// The store may close the connection before it has read all of it.
	if status, err := l.send(part, bytes.NewReader(data[:part.Size]), part.Size); err == nil && status != http.StatusNotFound {
		t.Errorf("a part of what was given up is answered with %d", status)
	}
	if keys := l.keys(); len(keys) != 0 {
		t.Errorf("the objects are %v", keys)
	}
}

func TestUploadExpires(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	upload := l.start("a.pdf", "", []byte(plainPDF))
	if _, err := l.DB.NewRaw("UPDATE hub.uploads SET expires_at = transaction_timestamp()").Exec(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Upload(t.Context(), upload.ID); !isNotFound(err) {
		t.Errorf("got %v", err)
	}
}

// TestParts cuts files of all sizes into parts: few enough to list, and each large
// enough for a store.
func TestParts(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	for i, size := range []int64{1, file.PartBytes, file.PartBytes + 1, 1 << 30, 16_000 << 20, 16_000<<20 + 1, 20 << 30} {
		upload, err := l.StartUpload(t.Context(), act.Actor{}, file.Announced{FileName: "a.mp4", Size: size, SHA256: sumOf([]byte{byte(i)})})
		if err != nil {
			t.Fatal(err)
		}
		parts := l.parts(upload)
		var sum int64
		for i, part := range parts {
			sum += part.Size
			if i < len(parts)-1 && part.Size < file.PartBytes {
				t.Errorf("of %d bytes, part %d has %d", size, part.Number, part.Size)
			}
		}
		if sum != size || len(parts) > 1000 || (len(parts) == 1) != (size <= file.PartBytes) {
			t.Errorf("%d bytes are %d in %d parts", size, sum, len(parts))
		}
	}
}

// TestUploadsAskTheActor does everything in the hands of somebody who may do nothing to what is another's.
func TestUploadsAskTheActor(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	upload := l.start("a.pdf", "", []byte(plainPDF))
	denied := errors.New("not you")
	somebody := act.Actor{AccountID: uuid.Max, Permit: func(act act.Act) error {
		if act.Verb == file.VerbUpload && act.Owner == uuid.Max {
			return nil
		}
		return denied
	}}
	if err := l.CancelUpload(t.Context(), somebody, upload.ID); !errors.Is(err, denied) {
		t.Errorf("another's is given up with %v", err)
	}
	if _, err := l.Upload(t.Context(), upload.ID); err != nil {
		t.Error(err)
	}
	if _, err := l.StartUpload(t.Context(), act.Actor{Permit: somebody.Permit}, file.Announced{FileName: "a.pdf", Size: 1, SHA256: sumOf(nil)}); !errors.Is(err, denied) {
		t.Errorf("begun with %v", err)
	}
	l.sendAll(upload, []byte(plainPDF))
	file, err := l.FinishUpload(t.Context(), upload)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Again(t.Context(), somebody, file.SHA256); !errors.Is(err, denied) {
		t.Errorf("processed again with %v", err)
	}
}
