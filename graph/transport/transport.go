// Package transport carries GraphQL over HTTP, server-sent events and WebSocket.
//
// The standards are GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/), multipart requests for files
// (https://github.com/jaydenseric/graphql-multipart-request-spec), the distinct connections mode of GraphQL over SSE
// (https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md) and graphql-transport-ws
// (https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md). gqlgen's own transports deviate from all of them, repeat request
// bodies in errors and name Go types there; only its WebSocket transport is in use, behind a connection that keeps to the protocol.
package transport

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler"
	gqlgen "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// InitPayload is the payload of a connection_init; see [Options.Init].
type InitPayload = gqlgen.InitPayload

// ErrNoLongerWelcome is the cause by which a context ends, and with it a WebSocket with 4403, when who opened it would not be let in any
// more.
var ErrNoLongerWelcome = errors.New("no longer welcome")

// DefaultMaxBodyBytes is the largest request body where no other is said.
const DefaultMaxBodyBytes = 1 << 20

// Options of the transports. A zero field means its default.
type Options struct {
	// MaxBodyBytes is the largest request body and the largest WebSocket message. Default 1 MiB.
	MaxBodyBytes int64
	// MaxUploadBytes is the largest body of a multipart request, which brings files along. Default 50 MiB.
	MaxUploadBytes int64
	// MaxUploadFiles are the files of one multipart request. Default 10.
	MaxUploadFiles int
	// UploadStall is how long nothing may come of the body of a multipart request, and UploadTime how long it may take in all; they
	// stand in place of the server's ReadTimeout. Default 30 s and 30 min.
	UploadStall, UploadTime time.Duration
	// TempDir is the folder in which files are kept until their request is answered. Default that of the system.
	TempDir string
	// AdmitFiles is asked before the files of a mutation are received. An error refuses the request. Default: files of everyone are
	// received, and the resolvers decide.
	AdmitFiles func(ctx context.Context, operation *graphql.OperationContext) *gqlerror.Error
	// AllowedOrigins are the origins, such as "https://example.org", whose pages may open a WebSocket besides those of the host that is
	// asked. Browsers send cookies along from any page, and CORS does not cover WebSocket. Default none.
	AllowedOrigins []string
	// InitTimeout is how long a WebSocket may wait before it sends connection_init. Default 10 s.
	InitTimeout time.Duration
	// PingInterval is how often a WebSocket client is asked for a sign of life, of which two may be missed, and how often a silent
	// event stream gets a comment so that nothing between takes it for dead. Default 20 s.
	PingInterval time.Duration
	// WriteTimeout is how long a client may take to accept one message of a WebSocket or event stream. Default 10 s.
	WriteTimeout time.Duration
	// MaxOperations are the operations that may run on one WebSocket at a time. Default 50.
	MaxOperations int
	// Init decides about a WebSocket by the payload of its connection_init, where browsers put the credentials that they cannot put
	// into a header. An error closes the socket with 4403. The context that it returns is that of all operations on the socket.
	// Default: everyone is let in, with the context of the HTTP request.
	Init gqlgen.WebsocketInitFunc
	// Welcome is asked before each operation on a WebSocket: a socket may stay open for longer than what let it in is good for. An
	// error refuses the operation, and is kept from the client. Default: who was let in once may go on.
	Welcome func(ctx context.Context) error
	// Headers is called for each answer of an executed operation over HTTP, before its headers are sent: the place for Cache-Control,
	// ETag and cache tags. The context is that of the operation. An answer with errors gets `Cache-Control: no-store` in any case.
	Headers func(ctx context.Context, header http.Header, response *graphql.Response)
}

func (o Options) withDefaults() Options {
	o.MaxBodyBytes = cmp.Or(o.MaxBodyBytes, DefaultMaxBodyBytes)
	o.MaxUploadBytes = cmp.Or(o.MaxUploadBytes, 50<<20)
	o.MaxUploadFiles = cmp.Or(o.MaxUploadFiles, 10)
	o.UploadStall = cmp.Or(o.UploadStall, 30*time.Second)
	o.UploadTime = cmp.Or(o.UploadTime, 30*time.Minute)
	o.InitTimeout = cmp.Or(o.InitTimeout, 10*time.Second)
	o.PingInterval = cmp.Or(o.PingInterval, 20*time.Second)
	o.WriteTimeout = cmp.Or(o.WriteTimeout, 10*time.Second)
	o.MaxOperations = cmp.Or(o.MaxOperations, 50)
	return o
}

// Add gives srv all transports. The order matters, because gqlgen takes the first that supports a request: event streams before the
// others, which would answer the same requests with JSON, multipart requests before other POST requests, and last the answer to every
// request that none of them takes. A transport for another Content-Type must therefore be added before this is called.
func Add(srv *handler.Server, options Options) {
	options = options.withDefaults()
	srv.AddTransport(socketTransport{options: options})
	srv.AddTransport(eventTransport{options: options})
	srv.AddTransport(getTransport{options: options})
	srv.AddTransport(multipartTransport{options: options})
	srv.AddTransport(postTransport{options: options})
	srv.AddTransport(otherMethods{})
}
