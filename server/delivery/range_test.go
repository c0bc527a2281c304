package delivery_test

import (
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

// TestRanges asks for pieces, and for what may have changed.
func TestRanges(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	const said = "0123456789abcdefghij"
	file := h.file("video/mp4", strings.NewReader(said), file.Facts{})
	address := h.address(h.show("talk", "talk.mp4", file, true), "original", "talk.mp4")
	whole := h.ask(t, "GET", address)
	tag, modified := whole.Header.Get("ETag"), whole.Header.Get("Last-Modified")
	if want := fmt.Sprintf(`"%s-original"`, file.SHA256[:16]); tag != want || modified == "" || whole.body != said {
		t.Fatalf("the whole: %q %q %s", tag, modified, whole.body)
	}
	if whole.Header.Get("Accept-Ranges") != "bytes" || whole.Header.Get("Content-Length") != "20" {
		t.Errorf("the whole: %v", whole.Header)
	}
	for name, test := range map[string]struct {
		header []string
		status int
		body   string
		piece  string // Content-Range
	}{
		"First":              {[]string{"Range", "bytes=0-3"}, 206, "0123", "bytes 0-3/20"},
		"OneByte":            {[]string{"Range", "bytes=19-19"}, 206, "j", "bytes 19-19/20"},
		"ToTheEnd":           {[]string{"Range", "bytes=16-"}, 206, "ghij", "bytes 16-19/20"},
		"FromTheStart":       {[]string{"Range", "bytes=0-"}, 206, said, "bytes 0-19/20"},
		"Last":               {[]string{"Range", "bytes=-5"}, 206, "fghij", "bytes 15-19/20"},
		"MoreThanThereIs":    {[]string{"Range", "bytes=18-999999999999"}, 206, "ij", "bytes 18-19/20"},
		"BehindTheEnd":       {[]string{"Range", "bytes=20-"}, 416, "invalid range: failed to overlap\n", "bytes */20"},
		"BackToFront":        {[]string{"Range", "bytes=5-3"}, 416, "invalid range\n", ""},
		"OtherUnit":          {[]string{"Range", "lines=1-2"}, 416, "invalid range\n", ""},
		"TooManyForOne":      {[]string{"Range", "bytes=0-0,2-2,4-4,6-6,8-8,10-10,12-12,14-14,16-16"}, 200, said, ""},
		"SameAsBefore":       {[]string{"Range", "bytes=0-3", "If-Range", tag}, 206, "0123", "bytes 0-3/20"},
		"SameSince":          {[]string{"Range", "bytes=0-3", "If-Range", modified}, 206, "0123", "bytes 0-3/20"},
		"ChangedSince":       {[]string{"Range", "bytes=0-3", "If-Range", `"other"`}, 200, said, ""},
		"WeakTagIsNone":      {[]string{"Range", "bytes=0-3", "If-Range", "W/" + tag}, 200, said, ""},
		"Known":              {[]string{"If-None-Match", tag}, 304, "", ""},
		"KnownAmongOthers":   {[]string{"If-None-Match", `"other", W/` + tag}, 304, "", ""},
		"AnyKnown":           {[]string{"If-None-Match", "*"}, 304, "", ""},
		"NotKnown":           {[]string{"If-None-Match", `"other"`}, 200, said, ""},
		"NotModified":        {[]string{"If-Modified-Since", modified}, 304, "", ""},
		"ModifiedSince":      {[]string{"If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT"}, 200, said, ""},
		"TagGoesBeforeTime":  {[]string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200, said, ""},
		"OnlyIfItIs":         {[]string{"If-Match", tag}, 200, said, ""},
		"OnlyIfItIsAnother":  {[]string{"If-Match", `"other"`}, 412, "", ""},
		"KnownGoesBeforeAll": {[]string{"If-None-Match", tag, "Range", "bytes=0-3"}, 304, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := h.ask(t, "GET", address, test.header...)
			if answer.StatusCode != test.status || answer.body != test.body || answer.Header.Get("Content-Range") != test.piece || answer.err != nil {
				t.Errorf("%s, %q: %q, %v", answer.Status, answer.Header.Get("Content-Range"), answer.body, answer.err)
			}
			caching := untilAsked
			if answer.StatusCode >= 400 {
				caching = "no-store"
			} else if answer.Header.Get("ETag") != tag {
				t.Errorf("answered with the tag %s", answer.Header.Get("ETag"))
			}
			if answer.Header.Get("Cache-Control") != caching {
				t.Errorf("answered with %v", answer.Header)
			}
			head := h.ask(t, "HEAD", address, test.header...)
			if head.StatusCode != test.status || head.body != "" || head.Header.Get("Content-Range") != test.piece {
				t.Errorf("HEAD: %s, %v", head.Status, head.Header)
			}
			if test.status < 300 && head.ContentLength != int64(len(test.body)) {
				t.Errorf("HEAD: %d bytes", head.ContentLength)
			}
		})
	}
	t.Run("Several", func(t *testing.T) {
		t.Parallel()
		answer := h.ask(t, "GET", address, "Range", "bytes=0-2,5-6,-1")
		_, parameters, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
		if answer.StatusCode != http.StatusPartialContent || err != nil {
			t.Fatal(answer.Status, err)
		}
		reader, said := multipart.NewReader(strings.NewReader(answer.body), parameters["boundary"]), ""
		for {
			part, err := reader.NextPart()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			piece, _ := io.ReadAll(part)
			said += part.Header.Get("Content-Range") + " " + part.Header.Get("Content-Type") + " " + string(piece) + "\n"
		}
		if want := "bytes 0-2/20 video/mp4 012\nbytes 5-6/20 video/mp4 56\nbytes 19-19/20 video/mp4 j\n"; said != want {
			t.Errorf("got %s", said)
		}
	})
}

// TestEmptyFile has no bytes to begin with.
func TestEmptyFile(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	answer := h.ask(t, "GET", h.address(h.show("empty", "empty.txt", h.file("text/plain", strings.NewReader(""), file.Facts{}), true), "original", "empty.txt"))
	answer.is(t, "", untilAsked)
	if answer.ContentLength != 0 {
		t.Errorf("it has %d bytes", answer.ContentLength)
	}
}
