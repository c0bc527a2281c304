// Package budget keeps one client from taking the hub away from the others. Each has a budget of work, in milliseconds
// of the database: an operation is charged what it may need before it runs, by what it asks for, and gets back what it
// did not need. So many operations run at a time, and so many of one client; a bounded number waits, and the rest is
// told at once. Everything has an end.
package budget

import (
	"context"
	"errors"
	"math"
	"net/http"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"golang.org/x/sync/semaphore"
)

// Codes of refusals, and what else these say.
const (
	codeRateLimited = "RATE_LIMITED"
	codeUnavailable = "UNAVAILABLE"
	codeTimeout     = "TIMEOUT"
	// RetryAfter is the extension of an error that says after how many seconds to ask again.
	RetryAfter = "retryAfter"
)

const (
	// maxListening is how many subscriptions a client may have at a time, and maxSockets how many WebSockets.
	maxListening = 100
	maxSockets   = 20
	// perByte is the work for each byte of an answer, besides that of the database.
	perByte = 1.0 / 10_000
)

// maxClients is how many clients are remembered. Who is forgotten begins with a full budget.
const maxClients = 100_000

// Options are what everybody may take. A zero field means its default.
type Options struct {
	// PerSecond is the work that a client may cause in each second, in milliseconds of the database, and Burst how much of
	// it may come at once. Default 500 and 20,000.
	PerSecond, Burst float64
	// Nodes is how many hubs share the database: each gives out its part. Default 1.
	Nodes func() int
	// Running is how many operations of the public run at a time, and as many of all others; of one client half of them.
	// Default 8.
	Running int
	// Waiting is how many wait for that, and Patience how long. Default 64 and 5 s. Where some have been waiting all the
	// time for a while, more come than can be served: as many as run wait then, and the rest is told at once.
	Waiting  int
	Patience time.Duration
	// Time is how long a query may run. Default 10 s. A mutation has six times as long.
	Time time.Duration
	// Client is who asks, as a key; empty: nobody is charged.
	Client func(context.Context) string
	// Public tells whether nobody in particular asks.
	Public func(context.Context) bool
	// Work tells how long the database has worked so far for the request of a context.
	Work func(context.Context) time.Duration
	Now  func() time.Time
}

func (o Options) withDefaults() Options {
	set := func(value *float64, to float64) {
		if *value == 0 {
			*value = to
		}
	}
	set(&o.PerSecond, 500)
	set(&o.Burst, 20_000)
	if o.Nodes == nil {
		o.Nodes = func() int { return 1 }
	}
	if o.Running == 0 {
		o.Running = 8
	}
	if o.Waiting == 0 {
		o.Waiting = 64
	}
	if o.Patience == 0 {
		o.Patience = 5 * time.Second
	}
	if o.Time == 0 {
		o.Time = 10 * time.Second
	}
	return o
}

// perSecond and burst are the part of this node. A client that comes to all of them has about what one would have of one.
func (o *Options) perSecond() float64 { return o.PerSecond / float64(o.Nodes()) }
func (o *Options) burst() float64     { return o.Burst / float64(o.Nodes()) }

// Budget is that of all clients.
type Budget struct {
	options Options
	clients *otter.Cache[string, *client]
	// running are the operations of the public, and those of everybody else: who works in the hub goes on working.
	running map[bool]*semaphore.Weighted
	waiting *queue
}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationInterceptor
} = (*Budget)(nil)

// New makes a budget of which nothing is spent.
func New(options Options) (*Budget, error) {
	options = options.withDefaults()
	clients, err := otter.New(&otter.Options[string, *client]{MaximumSize: maxClients})
	return &Budget{
		options: options, clients: clients,
		running: map[bool]*semaphore.Weighted{true: semaphore.NewWeighted(int64(options.Running)), false: semaphore.NewWeighted(int64(options.Running))},
		waiting: &queue{most: options.Waiting, standing: min(options.Running, options.Waiting)},
	}, err
}

// client is what one has left.
type client struct {
	mu   sync.Mutex
	left float64
	at   time.Time
	// running bounds how many of its operations run at a time, listening how many subscriptions it has, and sockets how
	// many connections for them.
	running, listening, sockets *semaphore.Weighted
}

// of finds a client, or makes one with a full budget.
func (b *Budget) of(key string) *client {
	found, _ := b.clients.ComputeIfAbsent(key, func() (*client, bool) {
		return &client{
			left: b.options.burst(), at: b.options.Now(), running: semaphore.NewWeighted(int64(max(1, b.options.Running/2))),
			listening: semaphore.NewWeighted(maxListening), sockets: semaphore.NewWeighted(maxSockets),
		}, false
	})
	return found
}

// charge takes work from what is left, if that much is, and tells what is left then.
func (b *Budget) charge(c *client, work float64) (left float64, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := b.options.Now()
	c.left = min(b.options.burst(), c.left+max(0, now.Sub(c.at).Seconds())*b.options.perSecond())
	c.at = now
	if c.left < work {
		return c.left, false
	}
	c.left -= work
	return c.left, true
}

// settle gives back what was charged and not needed, or takes what was needed besides: that may be more than is left.
func (c *client) settle(charged, needed float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left += charged - needed
}

// Sockets bounds the WebSockets of each client.
func (b *Budget) Sockets(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		key := b.options.Client(r.Context())
		if r.Header.Get("Upgrade") == "" || key == "" {
			next.ServeHTTP(w, r)
			return
		}
		c := b.of(key)
		if !c.sockets.TryAcquire(1) {
			http.Error(w, "This client has as many connections as one may have.", http.StatusTooManyRequests)
			return
		}
		defer c.sockets.Release(1)
		next.ServeHTTP(w, r)
	})
}

// ExtensionName implements graphql.HandlerExtension.
func (*Budget) ExtensionName() string { return "Budget" }

// Validate implements graphql.HandlerExtension.
func (*Budget) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptOperation implements graphql.OperationInterceptor. Operations of the hub itself are not charged.
func (b *Budget) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	key := b.options.Client(ctx)
	if key == "" {
		return next(ctx)
	}
	c, work := b.of(key), estimate(ctx)
	left, ok := b.charge(c, work)
	if !ok {
		return refuse(codeRateLimited, max(1, math.Ceil((min(work, b.options.burst())-left)/b.options.perSecond())),
			"There were too many requests, or too heavy ones, from this client.")
	}
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Subscription {
		if !c.listening.TryAcquire(1) {
			return refuse(codeRateLimited, 0, "This client has as many subscriptions as one may have.")
		}
		context.AfterFunc(ctx, func() { c.listening.Release(1) })
		return next(ctx)
	}
	responses := next(ctx)
	done := false
	return func(ctx context.Context) *graphql.Response {
		if done {
			return nil
		}
		done = true
		return b.run(ctx, c, work, responses)
	}
}

// run runs an operation once there is room, until its time is over.
func (b *Budget) run(ctx context.Context, c *client, charged float64, responses graphql.ResponseHandler) *graphql.Response {
	release, ok := b.admit(ctx, c)
	if !ok {
		c.settle(charged, 0)
		return refusal(codeUnavailable, 1, "The hub has more to do than it can. Please try again.")
	}
	defer release()
	limit := b.options.Time
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Mutation {
		limit *= 6
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	before := b.options.Work(ctx)
	response := responses(ctx)
	needed := milliseconds(b.options.Work(ctx) - before)
	if response != nil {
		needed += float64(len(response.Data)) * perByte
	}
	c.settle(charged, max(charged/20, needed))
	if errors.Is(context.Cause(ctx), context.DeadlineExceeded) {
		return refusal(codeTimeout, 0, "The operation took longer than "+limit.String()+". Ask for less at once.")
	}
	return response
}

// admit waits for room: for the client first, and then in all. It answers at once where enough wait already.
func (b *Budget) admit(ctx context.Context, c *client) (release func(), ok bool) {
	all := b.running[b.options.Public(ctx)]
	release = func() { all.Release(1); c.running.Release(1) }
	if c.running.TryAcquire(1) {
		if all.TryAcquire(1) {
			return release, true
		}
		c.running.Release(1)
	}
	if !b.waiting.join(b.options.Now()) {
		return nil, false
	}
	defer b.waiting.leave()
	ctx, cancel := context.WithTimeout(ctx, b.options.Patience)
	defer cancel()
	if c.running.Acquire(ctx, 1) != nil {
		return nil, false
	}
	if all.Acquire(ctx, 1) != nil {
		c.running.Release(1)
		return nil, false
	}
	return release, true
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// refuse answers that an operation is not run.
func refuse(code string, after float64, message string) graphql.ResponseHandler {
	return graphql.OneShot(refusal(code, after, message))
}

func refusal(code string, after float64, message string) *graphql.Response {
	extensions := map[string]any{"code": code}
	if after > 0 {
		extensions[RetryAfter] = int(after)
	}
	return &graphql.Response{Errors: gqlerror.List{{Message: message, Extensions: extensions}}}
}

// Header says what the client of a context has left, as RateLimit headers do
// (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers).
func (b *Budget) Header(ctx context.Context) (policy, limit string) {
	key := b.options.Client(ctx)
	if key == "" {
		return "", ""
	}
	left, _ := b.charge(b.of(key), 0)
	return formatPolicy(b.options), formatLeft(b.options, left)
}
