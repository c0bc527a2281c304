package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// types names the types of files that pages use. Go's own table depends on the machine that it runs on.
var types = map[string]string{
	".css":     "text/css; charset=utf-8",
	".graphql": "text/plain; charset=utf-8",
	".js":      "text/javascript; charset=utf-8",
	".json":    "application/json",
	".svg":     "image/svg+xml",
	".ttf":     "font/ttf",
	".txt":     "text/plain; charset=utf-8",
}

// File is a file of a page, kept compressed. Its name holds a hash of its content, so it is cached for ever.
type File struct {
	name string
	kind string
	tag  string
	gzip []byte
}

// NewFile compresses a file and puts a hash in its name: NewFile("style.css", …) is named style-HASH.css.
func NewFile(name string, content []byte) (*File, error) {
	var compressed bytes.Buffer
	w, err := gzip.NewWriterLevel(&compressed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(content); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	ext := path.Ext(name)
	return Compressed(strings.TrimSuffix(name, ext)+"-"+hash(content)+ext, compressed.Bytes())
}

// Compressed is a file that was compressed with gzip, and named by its content, before.
func Compressed(name string, content []byte) (*File, error) {
	kind, ok := types[path.Ext(name)]
	if !ok {
		return nil, fmt.Errorf("file %s: no media type is known for %q", name, path.Ext(name))
	}
	return &File{name: name, kind: kind, tag: hash(content), gzip: content}, nil
}

// Name is the name under which the file is served.
func (f *File) Name() string { return f.name }

// ServeHTTP sends the file by its name.
func (f *File) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.Send(w, r, "public, max-age=31536000, immutable")
}

// Send sends the file as it is kept, or unpacked to the rare client that does not take gzip, and says how it may be cached.
func (f *File) Send(w http.ResponseWriter, r *http.Request, caching string) {
	h := w.Header()
	// A worker runs under the policy of its own file, not of the page that starts it: it needs nothing.
	Headers(h)
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", caching)
	h.Add("Vary", "Accept-Encoding")
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		h.Set("ETag", strconv.Quote(f.tag))
		http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(f.gzip))
		return
	}
	plain, err := f.unpacked()
	if err != nil {
		http.Error(w, "the file cannot be read", http.StatusInternalServerError)
		return
	}
	h.Set("ETag", strconv.Quote(f.tag+"-plain")) // other bytes than those that are packed
	http.ServeContent(w, r, f.name, time.Time{}, bytes.NewReader(plain))
}

func (f *File) unpacked() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(f.gzip))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// acceptsGzip reads Accept-Encoding (RFC 9110, section 12.5.3): gzip, or everything, with a weight above zero.
func acceptsGzip(values []string) bool {
	accepted := false
	for coding := range strings.SplitSeq(strings.Join(values, ","), ",") {
		name, params, err := mime.ParseMediaType(strings.TrimSpace(coding))
		if err != nil || name != "gzip" && name != "*" {
			continue
		}
		weight := 1.0
		if q, ok := params["q"]; ok {
			if weight, err = strconv.ParseFloat(q, 64); err != nil {
				continue
			}
		}
		if name == "gzip" {
			return weight > 0
		}
		accepted = weight > 0
	}
	return accepted
}

// hash names a content: 66 bits of its SHA-256, as text that is safe in an address.
func hash(content []byte) string {
	sum := sha256.Sum256(content)
	return base64.RawURLEncoding.EncodeToString(sum[:])[:11]
}
