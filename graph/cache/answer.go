package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"github.com/cocreated/hub/storage/notice"
)

const (
	// minPacked is the size from which on an answer is kept packed, too.
	minPacked = 1024
	// maxFresh is how long others may keep an answer without asking again.
	maxFresh = time.Minute
	// overhead is about what an answer takes besides its bytes.
	overhead = 512
)

// Why an answer was not taken from memory.
const (
	whyNew       = "miss"
	whyPublished = "published"
	whyMoment    = "moment"
)

// answer is one that is kept. It does not change.
type answer struct {
	body, packed []byte
	etag         string
	// headers are those that are the same each time, and lengths those of body and packed; nobody changes their values.
	headers              map[string][]string
	length, packedLength []string
	kinds                []string
	generations          []int64
	// until is when one of the kinds changes by itself; zero: never.
	until time.Time
}

func newAnswer(contentType string, body []byte, kinds []string, known *notice.Known) *answer {
	sum := sha256.Sum256(body)
	a := &answer{
		body: body, kinds: kinds, generations: known.Of(kinds), until: known.Until(kinds),
		// Weak, because packed and not packed it is the same answer.
		etag: `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
	a.headers = map[string][]string{
		"Content-Type": {contentType}, "Etag": {a.etag}, "Cache-Tag": {strings.Join(kinds, ",")}, "Cache-Control": {control(maxFresh)},
	}
	a.length = []string{strconv.Itoa(len(body))}
	if len(body) >= minPacked {
		var packed bytes.Buffer
		writer := gzip.NewWriter(&packed)
		_, _ = writer.Write(body) // to memory
		_ = writer.Close()
		a.packed = packed.Bytes()
		a.packedLength = []string{strconv.Itoa(len(a.packed))}
	}
	return a
}

func (a *answer) weight() uint32 { return uint32(len(a.body) + len(a.packed) + overhead) }

// outdated is why the answer is not right any more; empty where it is.
func (a *answer) outdated(known *notice.Known, now time.Time) string {
	switch {
	case !slices.Equal(a.generations, known.Of(a.kinds)):
		return whyPublished
	case !a.until.IsZero() && !now.Before(a.until):
		return whyMoment
	}
	return ""
}

// status says what became of a request in the cache, in the terms of RFC 9211.
type status struct {
	hit bool
	fwd string
	// age is for how long nobody could ask whether the answer is right.
	age     time.Duration
	explain bool
}

func (s status) asked(explain bool) status {
	s.explain = explain
	return s
}

// What Cache-Status says; nobody changes these values.
var (
	statusHit       = []string{"hub; hit"}
	statusUnchecked = []string{"hub; hit; detail=unchecked"}
	statusMiss      = []string{"hub; fwd=miss; stored"}
)

// header is the value of Cache-Status.
func (s status) header() []string {
	switch {
	case s.hit && s.age > 0:
		return statusUnchecked
	case s.hit:
		return statusHit
	case s.fwd == whyNew:
		return statusMiss
	default:
		return []string{"hub; fwd=stale; stored; detail=" + s.fwd}
	}
}

// write sends the answer, or says that the client has it.
func (a *answer) write(w http.ResponseWriter, r *http.Request, s status, now time.Time) {
	header := w.Header()
	maps.Copy(header, a.headers)
	if !a.until.IsZero() {
		header["Cache-Control"] = []string{control(max(0, min(maxFresh, a.until.Sub(now))))}
	}
	header["Cache-Status"] = s.header()
	vary(header, "Accept", "Accept-Encoding")
	if s.age > 0 {
		header.Set("Age", strconv.Itoa(int(s.age/time.Second)))
	}
	if r.Method != http.MethodPost && knows(r.Header.Values("If-None-Match"), a.etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body, length := a.body, a.length
	if s.explain {
		body = s.explained(body)
		length = []string{strconv.Itoa(len(body))}
	} else if a.packed != nil && takesGzip(r.Header.Values("Accept-Encoding")) {
		body, length = a.packed, a.packedLength
		header.Set("Content-Encoding", "gzip")
	}
	header["Content-Length"] = length
	_, _ = w.Write(body) // the client may be gone
}

// vary says on what the answer depends besides, each thing once.
func vary(header http.Header, names ...string) {
	for _, name := range names {
		if !slices.ContainsFunc(header["Vary"], func(said string) bool { return said == name || strings.Contains(said, name+",") }) {
			header["Vary"] = append(header["Vary"], name)
		}
	}
}

// control lets anyone keep the answer for a minute, or until it changes by itself, and longer while it is fetched anew
// or while the hub is away.
func control(fresh time.Duration) string {
	return fmt.Sprintf("public, max-age=%d, stale-while-revalidate=600, stale-if-error=86400", fresh/time.Second)
}

// knows tells whether a client has what the tag stands for (RFC 9110, section 13.1.2).
func knows(headers []string, etag string) bool {
	for _, header := range headers {
		for tag := range strings.SplitSeq(header, ",") {
			tag = strings.TrimSpace(tag)
			if tag == "*" || strings.TrimPrefix(tag, "W/") == strings.TrimPrefix(etag, "W/") {
				return true
			}
		}
	}
	return false
}

// takesGzip tells whether a client takes what is packed so.
func takesGzip(headers []string) bool {
	for _, header := range headers {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") {
				quality, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
				return weight == "" || err == nil && quality > 0
			}
		}
	}
	return false
}
