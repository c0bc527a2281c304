// Package cache keeps answers to the public. What is published does not change between publications, so an answer is
// right for as long as the kinds of which it says something are at the generations at which it was made, and no moment
// has passed at which one of them changes by itself. Generations are looked up before the data is read, so an answer
// may be thrown away too early, and never too late.
package cache

import (
	"bytes"
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"github.com/maypok86/otter/v2"
	"golang.org/x/sync/singleflight"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/notice"
)

// maxAnswer is the largest answer that is kept, in bytes.
const maxAnswer = 1 << 20

// Options are what answers are kept by.
type Options struct {
	// Bytes bounds what all answers that are kept take in memory, about.
	Bytes int64
	// MaxBodyBytes is the largest body of a request.
	MaxBodyBytes int64
	// Generations say until when what was read is right.
	Generations *notice.Generations
	Now         func() time.Time
	// Public tells whether a request is of somebody who is not known.
	Public func(context.Context) bool
}

// Answers keep answers of the API to the public.
type Answers struct {
	options Options
	kept    *otter.Cache[digest, *answer]
	flights singleflight.Group
	// hits, stale and misses count requests, for metrics.
	hits, stale, misses atomic.Int64
}

// digest stands for all of a request on which its answer depends.
type digest [sha256.Size]byte

// New makes a cache with nothing in it.
func New(options Options) (*Answers, error) {
	kept, err := otter.New(&otter.Options[digest, *answer]{
		MaximumWeight: uint64(options.Bytes),
		Weigher:       func(_ digest, a *answer) uint32 { return a.weight() },
	})
	return &Answers{options: options, kept: kept}, err
}

// Counts are how many requests were answered from memory, of these how many while the database was away, and how many
// were not.
func (a *Answers) Counts() (hits, stale, misses int64) {
	return a.hits.Load(), a.stale.Load(), a.misses.Load()
}

// Bytes are what the answers that are kept take, about.
func (a *Answers) Bytes() uint64 { return a.kept.WeightedSize() }

// Handler answers from memory what next has answered before, where that is right still.
func (a *Answers) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		known := a.options.Generations.Current()
		if known == nil || !a.options.Public(r.Context()) || !mayBeKept(r) {
			next.ServeHTTP(w, r)
			return
		}
		key, explain, ok := a.read(w, r)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		kept, there := a.kept.GetIfPresent(key)
		why := whyNew
		if there {
			if why = kept.outdated(known, a.options.Now()); why == "" {
				a.hit(w, r, kept, known, explain)
				return
			}
		}
		a.misses.Add(1)
		a.miss(w, r, next, key, known, status{fwd: why}.asked(explain))
	})
}

// hit answers from memory.
func (a *Answers) hit(w http.ResponseWriter, r *http.Request, kept *answer, known *notice.Known, explain bool) {
	s := status{hit: true}.asked(explain)
	a.hits.Add(1)
	if since := a.options.Now().Sub(known.At); since > 3*notice.Bound {
		// Nobody could ask whether it is right still.
		a.stale.Add(1)
		s.age = since
	}
	kept.write(w, r, s, a.options.Now())
}

// miss has the request answered, once for all that are alike and come at the same time, and keeps the answer where it
// may be kept.
func (a *Answers) miss(w http.ResponseWriter, r *http.Request, next http.Handler, key digest, known *notice.Known, s status) {
	mine := false
	made, _, _ := a.flights.Do(string(key[:]), func() (any, error) {
		mine = true
		ctx, touched := content.WithTouched(r.Context())
		ctx, keep := withKeep(ctx)
		recorder := &recorder{ResponseWriter: w, keep: keep}
		next.ServeHTTP(recorder, r.WithContext(ctx))
		made := recorder.answer(touched.Kinds(), known)
		if made != nil && made.weight() <= maxAnswer && made.outdated(known, a.options.Now()) == "" {
			a.kept.Set(key, made)
		}
		return made, nil
	})
	switch made := made.(*answer); {
	case made != nil:
		made.write(w, r, s, a.options.Now())
	case !mine:
		// The answer was for whoever asked first alone.
		next.ServeHTTP(w, r)
	}
}

// mayBeKept tells whether a request is one whose answer may be: no stream, no files, and nothing that is changed.
func mayBeKept(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead:
	case http.MethodPost:
		if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
			return false
		}
	default:
		return false
	}
	return r.Header.Get("Upgrade") == "" && !strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// read reads all of a request on which its answer depends, and leaves it to be read again. It tells whether the client
// asks for what became of it, too.
func (a *Answers) read(w http.ResponseWriter, r *http.Request) (key digest, explain, ok bool) {
	hash := sha256.New()
	method := r.Method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, part := range []string{method, r.URL.RawQuery, strings.Join(r.Header.Values("Accept"), ","), r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding")} {
		_, _ = io.WriteString(hash, part+"\x00")
	}
	if method == http.MethodGet {
		explain = strings.Contains(r.URL.RawQuery, "cache") && explains([]byte(r.URL.Query().Get("extensions")))
		return digest(hash.Sum(nil)), explain, true
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, a.options.MaxBodyBytes))
	r.Body = &again{Reader: io.MultiReader(bytes.NewReader(body), failing{err}), Closer: r.Body}
	if err != nil {
		return key, false, false
	}
	_, _ = hash.Write(body)
	return digest(hash.Sum(nil)), explainsBody(body), true
}

// again is a body that was read, to be read once more.
type again struct {
	io.Reader
	io.Closer
}

// failing ends what is read by an error, if there is one.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}
