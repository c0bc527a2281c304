package file_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file"
)

func sumOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

func pngOf(t testing.TB, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// bombPNG says in a few bytes that it is huge.
func bombPNG(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	header = append(binary.BigEndian.AppendUint32(header, height), 8, 2, 0, 0, 0)
	out := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	out = binary.BigEndian.AppendUint32(append(out, header...), crc32.ChecksumIEEE(header))
	return append(out, "\x00\x00\x00\x00IEND\xaeB\x60\x82"...)
}

// photo is a JPEG that says where it was taken.
func photo(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	const said = "taken in Milan"
	comment := append([]byte{0xFF, 0xFE, 0, byte(len(said) + 2)}, said...)
	return append(append(out.Bytes()[:2:2], comment...), out.Bytes()[2:]...)
}

func zipOf(t testing.TB, names ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, name := range names {
		file, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, "application/vnd.oasis.opendocument.text"); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const (
	plainPDF = "%PDF-1.7\n%%EOF\n"
	plainMP4 = "\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2\x00\x00\x00\x08mdat"
	docx     = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
)

// TestPut takes files in: each is in the store, recorded and about to be inspected.
func TestPut(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	for _, test := range []struct{ name, declared, want, body string }{
		{"Report.PDF", "", "application/pdf", plainPDF},
		{"talk.mp4", "video/mp4", "video/mp4", plainMP4},
		{"talk.m4v", "video/x-m4v", "video/mp4", plainMP4 + "v"},
		{"talk.m4a", "audio/x-m4a", "audio/mp4", "\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomiso2"},
		{"scan.png", "image/png", "image/png", string(pngOf(t, 3, 2))},
		{"people.csv", "text/csv; charset=utf-8", "text/csv", "name,age\nAna,44\n"},
		{"notes.md", "text/markdown", "text/markdown", "# Notes\n\nWith *stress*.\n"},
		{"notes.txt", "text/plain", "text/plain", "a,b\nc,d\n"},
		{"letter.docx", docx, docx, string(zipOf(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml"))},
		{"letter.odt", "", "application/vnd.oasis.opendocument.text", string(zipOf(t, "mimetype", "content.xml"))},
		{"no extension", "application/pdf", "application/pdf", plainPDF + "1"},
	} {
		stored, err := l.Put(t.Context(), test.name, test.declared, strings.NewReader(test.body))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if stored.ContentType != test.want || stored.State != file.Pending || stored.SHA256 != sumOf([]byte(test.body)) || stored.SizeBytes != int64(len(test.body)) {
			t.Errorf("%s is %+v", test.name, stored)
		}
		if got := l.bytesOf(stored); string(got) != test.body {
			t.Errorf("%s has %d other bytes", test.name, len(got))
		}
		if n := l.count(fmt.Sprintf("hub.river_job WHERE kind = 'asset_inspect' AND args->>'sha256' = '%s'", stored.SHA256)); n != 1 {
			t.Errorf("%s: %d jobs inspect it", test.name, n)
		}
	}
	if rows, objects := l.count("hub.files"), len(l.keys()); rows != 11 || objects != rows {
		t.Errorf("there are %d files and %d objects", rows, objects)
	}
}

func TestPutTakesMetadataOut(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	taken := photo(t)
	file, err := l.Put(t.Context(), "milan.jpg", "image/jpeg", bytes.NewReader(taken))
	if err != nil {
		t.Fatal(err)
	}
	stored := l.bytesOf(file)
	if bytes.Contains(stored, []byte("Milan")) || sumOf(stored) != file.SHA256 || int64(len(stored)) != file.SizeBytes {
		t.Errorf("%d bytes are stored of %+v", len(stored), file)
	}
	if _, err := jpeg.Decode(bytes.NewReader(stored)); err != nil {
		t.Error(err)
	}
}

// TestPutRefuses names what is wrong, and leaves nothing of it behind.
func TestPutRefuses(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	html := "<!DOCTYPE html><script>alert(1)</script>"
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	damaged := pngOf(t, 30, 30)
	for name, test := range map[string]struct{ name, declared, body, want string }{
		"NoName":        {"", "application/pdf", plainPDF, "fileName required: a file needs a name"},
		"LongName":      {strings.Repeat("à", 300) + ".pdf", "", plainPDF, "fileName max: a name has at most 300 characters"},
		"Path":          {"../up.pdf", "", plainPDF, "fileName format: a name has letters, digits and signs, but no slash; leave the folder out"},
		"Control":       {"a\nb.pdf", "", plainPDF, "fileName format: a name has letters, digits and signs, but no slash; leave the folder out"},
		"UnknownName":   {"thing.xyz", "", plainPDF, "fileName extension: by its name nobody knows what it is; let it end as in report.pdf"},
		"OtherName":     {"page.html", "text/plain", "hello", "fileName extension: the name of a file of the type text/plain ends in .txt"},
		"NoType":        {"a.pdf", "application", plainPDF, "contentType notAllowed: files of the type application are not taken; images, videos, sounds and documents are"},
		"BrokenType":    {"a.pdf", "a/b/c", plainPDF, "contentType format: write the type as image/png is written"},
		"SVG":           {"logo.svg", "image/svg+xml", svg, "contentType notAllowed: files of the type image/svg+xml are not taken: an SVG can run scripts; export it as PNG or WebP"},
		"SVGByName":     {"logo.svg", "", svg, "fileName notAllowed: files of the type image/svg+xml are not taken: an SVG can run scripts; export it as PNG or WebP"},
		"HTML":          {"a.html", "text/html", html, "contentType notAllowed: files of the type text/html are not taken: HTML can run scripts; write it as a page, or print it to a PDF"},
		"HTMLAsPNG":     {"a.png", "image/png", html, "file notAllowed: files of the type text/html are not taken: HTML can run scripts; write it as a page, or print it to a PDF"},
		"HTMLAsText":    {"a.txt", "text/plain", html, "file notAllowed: files of the type text/html are not taken: HTML can run scripts; write it as a page, or print it to a PDF"},
		"SVGAsPNG":      {"a.png", "image/png", svg, "file notAllowed: files of the type image/svg+xml are not taken: an SVG can run scripts; export it as PNG or WebP"},
		"PDFAsPNG":      {"a.png", "image/png", plainPDF, "file contentType: it is said to be of the type image/png, and its bytes are those of application/pdf"},
		"NoiseAsPDF":    {"a.pdf", "", "\x00\x01\x02\x03", "file contentType: it is said to be of the type application/pdf, and its bytes are not"},
		"ZipAsDocument": {"a.docx", docx, string(zipOf(t, "a.exe")), "file contentType: it is said to be of the type " + docx + ", and its bytes are those of application/zip"},
		"Empty":         {"a.txt", "", "", "file empty: the file is empty"},
		"Bomb":          {"a.png", "image/png", string(bombPNG(10_000, 10_000)), "file pixels: an image has at most 50 megapixels, and this one has 100; make it smaller"},
		"Damaged":       {"a.png", "image/png", string(damaged[:len(damaged)-15]), "file damaged: the image is damaged: it ends too early; export it anew"},
		"NoImage":       {"a.png", "image/png", "\x89PNG\r\n\x1a\n and nothing more", "file damaged: the image cannot be read; export it anew"},
		"TooLarge":      {"a.png", "image/png", string(pngOf(t, 1, 1)) + strings.Repeat("\x00", 50<<20), "size max: a file of the type image/png has at most 50 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			file, err := l.Put(t.Context(), test.name, test.declared, strings.NewReader(test.body))
			if got := refusal(t, err); got != test.want {
				t.Errorf("it is refused with %q, want %q; %+v", got, test.want, file)
			}
		})
	}
	t.Run("CutOff", func(t *testing.T) {
		broken := errors.New("the line is dead")
		body := io.MultiReader(strings.NewReader(plainPDF+strings.Repeat("x", 17<<20)), iotest.ErrReader(broken))
		if _, err := l.Put(t.Context(), "a.pdf", "", body); !errors.Is(err, broken) {
			t.Errorf("it ended with %v", err)
		}
	})
	if rows, keys := l.count("hub.files"), l.keys(); rows != 0 || len(keys) != 0 {
		t.Errorf("left are %d files and the objects %v", rows, keys)
	}
}

// refusal is what a client is told.
func refusal(t testing.TB, err error) string {
	t.Helper()
	var known *fault.Error
	if !errors.As(err, &known) || known.Code != fault.BadInput {
		t.Fatalf("got %v, want an error that clients understand", err)
	}
	return known.Field + " " + known.Rule + ": " + known.Message
}

// TestPutTwice takes the same bytes in many times at once: there is one file.
func TestPutTwice(t *testing.T) {
	t.Parallel()
	l := openLibrary(t)
	var all sync.WaitGroup
	ids := make([]string, 6)
	for i := range ids {
		all.Go(func() {
			file, err := l.Put(t.Context(), fmt.Sprintf("%d.pdf", i), "", strings.NewReader(plainPDF))
			if err != nil {
				t.Error(err)
				return
			}
			ids[i] = file.ID.String()
		})
	}
	all.Wait()
	for _, id := range ids {
		if id != ids[0] {
			t.Errorf("there are the files %v", ids)
			break
		}
	}
	if keys := l.keys(); len(keys) != 1 || keys[0] != "files/"+ids[0]+"/original" {
		t.Errorf("there are the objects %v of %s", keys, ids[0])
	}
	if n := l.count("hub.river_job WHERE kind = 'asset_inspect'"); n != 1 {
		t.Errorf("%d jobs inspect it", n)
	}
}
