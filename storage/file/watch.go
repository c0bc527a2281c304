package file

import (
	"net/http"
	"time"
)

// Request is what the hub asked of the store.
type Request struct {
	Method string
	// Status of the answer; 0: there was none.
	Status int
	// Took is how long it was until the answer began.
	Took time.Duration
}

// watch tells of the requests to a store, where somebody wants to know.
type watch struct{ tell func(Request) }

// Observe has a function told of each request to the store. It is called before the
// bucket is used.
func (b *Bucket) Observe(tell func(Request)) { b.watch.tell = tell }

type progressReader struct {
	http.RoundTripper
	watch *watch
}

func (w progressReader) RoundTrip(request *http.Request) (*http.Response, error) {
	start := time.Now()
	response, err := w.RoundTripper.RoundTrip(request)
	if w.watch.tell != nil {
		asked := Request{Method: request.Method, Took: time.Since(start)}
		if err == nil {
			asked.Status = response.StatusCode
		}
		w.watch.tell(asked)
	}
	return response, err
}
