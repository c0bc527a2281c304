package transport

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	gqlgen "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// subprotocol is the only one that is spoken. The one before it, confusingly called graphql-ws, is not.
const subprotocol = "graphql-transport-ws"

// socketTransport runs gqlgen's WebSocket transport over a connection that keeps to the protocol; see [socket].
type socketTransport struct {
	options Options
}

var _ graphql.Transport = socketTransport{}

// Supports takes WebSocket handshakes alone. An Upgrade header by itself says little: curl sends one to offer HTTP/2.
func (socketTransport) Supports(r *http.Request) bool {
	return r.Method == http.MethodGet && websocket.IsWebSocketUpgrade(r)
}

func (t socketTransport) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	upgrader := websocket.Upgrader{
		Subprotocols: []string{subprotocol},
		CheckOrigin:  t.originAllowed,
		Error:        refuseHandshake,
	}
	conn, err := upgrader.Upgrade(hijackable{w}, r, nil)
	if err != nil {
		return // refuseHandshake has answered
	}
	// Requests on the socket carry no deadline of the handshake's: hijacking has cleared the server's timeouts.
	s := newSocket(r.Context(), conn, t.options)
	defer s.end()
	if conn.Subprotocol() != subprotocol {
		s.refuse(closeSubprotocol, "Subprotocol not acceptable")
		return
	}

	unlimited := int64(-1) // the socket has the limit
	gqlgen.Websocket{
		Implementation:   accepted{s},
		InitFunc:         t.init(s),
		PingPongInterval: t.options.PingInterval,
		PayloadReadLimit: &unlimited,
	}.Do(w, r, socketExecutor{executor{exec}, t.options.Welcome})
}

// originAllowed keeps pages of other sites from opening a socket with the cookies of their visitors. What is no browser has no origin.
func (t socketTransport) originAllowed(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	if parsed, err := url.Parse(origin); err == nil && strings.EqualFold(parsed.Host, r.Host) {
		return true
	}
	return slices.ContainsFunc(t.options.AllowedOrigins, func(allowed string) bool {
		return strings.EqualFold(allowed, origin)
	})
}

// init asks Options.Init, and keeps its error from the client.
func (t socketTransport) init(s *socket) gqlgen.WebsocketInitFunc {
	return func(ctx context.Context, payload InitPayload) (context.Context, *InitPayload, error) {
		if t.options.Init == nil {
			return ctx, nil, nil
		}
		inner, acknowledgement, err := t.options.Init(ctx, payload)
		if err != nil {
			return gqlgen.AppendCloseReason(gqlgen.WithWebsocketCloseCode(ctx, closeForbidden), forbidden), nil, err
		}
		s.livesWith(inner)
		return inner, acknowledgement, nil
	}
}

func refuseHandshake(w http.ResponseWriter, _ *http.Request, status int, _ error) {
	p := &problem{status: status, code: codeBadUserInput, message: "The WebSocket handshake is not valid."}
	if status == http.StatusForbidden {
		p.code, p.message = codeForbidden, "Pages of this origin may not open a WebSocket."
	}
	p.write(w, mediaJSON)
}

// hijackable finds the connection behind any number of wrapped ResponseWriters, where gorilla asks the outermost only.
type hijackable struct{ http.ResponseWriter }

func (h hijackable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return http.NewResponseController(h.ResponseWriter).Hijack()
}

// accepted hands gqlgen the socket, which is open already: when gqlgen's transport fails to open one, it writes to the hijacked response.
type accepted struct{ socket *socket }

func (a accepted) Accept(http.ResponseWriter, *http.Request, gqlgen.WebsocketAcceptOptions) (gqlgen.WebsocketConn, error) {
	return a.socket, nil
}

// socketExecutor makes gqlgen answer every refused operation with an `error` message. On its own it does so for syntax and validation
// errors only, known by their codes, and for all others sends `next` with null data. It lets nobody go on who is not welcome any more;
// see [Options].
type socketExecutor struct {
	executor
	welcome func(context.Context) error
}

func (e socketExecutor) CreateOperationContext(
	ctx context.Context, params *graphql.RawParams,
) (*graphql.OperationContext, gqlerror.List) {
	operation, errs := e.executor.CreateOperationContext(ctx, params)
	if errs == nil && e.welcome != nil && e.welcome(ctx) != nil {
		errs = errNoLongerWelcome.errors()
	}
	if errs == nil {
		return operation, nil
	}
	refused := &gqlerror.Error{Err: errs, Message: "refused"}
	errcode.Set(refused, errcode.ValidationFailed)
	return operation, gqlerror.List{refused}
}

// DispatchError gets the list from above, and presents the errors that it stands for.
func (e socketExecutor) DispatchError(ctx context.Context, errs gqlerror.List) *graphql.Response {
	if len(errs) == 1 {
		if refused, ok := errs[0].Err.(gqlerror.List); ok { //nolint:errorlint // it is this very value, never wrapped
			errs = refused
		}
	}
	return e.executor.DispatchError(ctx, errs)
}
