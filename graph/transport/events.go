package transport

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
)

// eventTransport answers with an event stream: each response is a `next` event, and `complete` ends the stream. It takes POST, and GET
// for the sake of the browser's EventSource.
//
// gqlgen's own repeats the request's body in errors and in the log, and goes on writing pings after the handler has returned.
type eventTransport struct {
	options Options
}

var _ graphql.Transport = eventTransport{}

func (eventTransport) Supports(r *http.Request) bool {
	return (r.Method == http.MethodPost || r.Method == http.MethodGet) && negotiate(r) == mediaEvents
}

func (t eventTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	var params *graphql.RawParams
	var p *problem
	if r.Method == http.MethodPost {
		params, p = postParams(w, r, t.options.MaxBodyBytes)
	} else {
		params, p = getParams(r)
	}
	if p != nil {
		p.write(w, mediaJSON)
		return
	}

	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	coding := executor{exec}
	operation, errs := coding.CreateOperationContext(ctx, params)
	if errs == nil {
		if p := refuseMutation(r, operation.Operation); p != nil {
			p.write(w, mediaJSON)
			return
		}
	}

	// Whoever sees the stream open can rely on hearing of what happens from then on: a subscription begins first.
	var responses graphql.ResponseHandler
	var of *ending
	if errs == nil {
		ctx, of = withEnding(ctx)
		responses, ctx = coding.DispatchOperation(ctx, operation)
	}
	stream := &eventStream{w: w, control: http.NewResponseController(w), timeout: t.options.WriteTimeout, broken: cancel}
	stream.open()
	defer stream.close()
	stopPings := stream.pings(t.options.PingInterval)
	defer stopPings()

	if errs != nil {
		// An EventSource does not show its page the body of another status than 200, so the errors are an event as well.
		stream.next(coding.DispatchError(graphql.WithOperationContext(ctx, operation), errs))
	} else {
		for response := responses(ctx); response != nil; response = responses(ctx) {
			stream.next(response)
		}
		if errs := of.reason(ctx); errs != nil {
			stream.next(&graphql.Response{Errors: errs})
		}
	}
	// With the empty data, since an EventSource passes over events that have none.
	stream.send("event: complete\ndata:\n\n")
}

// eventStream writes one event at a time, and gives up on a client that does not read.
type eventStream struct {
	mu      sync.Mutex
	w       http.ResponseWriter
	control *http.ResponseController
	timeout time.Duration
	broken  context.CancelFunc
}

func (s *eventStream) open() {
	// The server's ReadTimeout is for requests, and would end the stream. Not every ResponseWriter has deadlines; tests' have none.
	_ = s.control.SetReadDeadline(time.Time{})
	header := s.w.Header()
	header.Set("Content-Type", mediaEvents+"; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("X-Accel-Buffering", "no") // nginx would hold events back
	s.w.WriteHeader(http.StatusOK)
	s.send(":\n\n")
}

// close takes the deadline off again, which would otherwise meet the next request on the same connection.
func (s *eventStream) close() {
	_ = s.control.SetWriteDeadline(time.Time{})
}

func (s *eventStream) next(response *graphql.Response) {
	data, err := encode(response)
	if err != nil {
		panic(err) // as in write
	}
	s.send(fmt.Sprintf("event: next\ndata: %s\n\n", data))
}

func (s *eventStream) send(event string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = s.control.SetWriteDeadline(time.Now().Add(s.timeout))
	_, err := s.w.Write([]byte(event))
	if err == nil {
		err = s.control.Flush()
	}
	if err != nil {
		s.broken()
	}
}

// pings keeps the stream from falling silent, until the function that it returns is called. That one waits: nothing may be written after
// the handler has returned.
func (s *eventStream) pings(interval time.Duration) (stop func()) {
	done := make(chan struct{})
	var running sync.WaitGroup
	running.Go(func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				s.send(": ping\n\n")
			}
		}
	})
	return func() {
		close(done)
		running.Wait()
	}
}
