package transport

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"

	gqlgen "github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// socket stands between a client and gqlgen's WebSocket transport, and lets through only what graphql-transport-ws allows.
//
// Client and gqlgen know an operation by different ids. A client may use an id again as soon as it has completed the operation, while
// gqlgen may still be sending for the old one, and forgets to be able to cancel the new one when the old one ends. So each operation
// gets an id of its own towards gqlgen, and what comes for an operation that is over is dropped; that drops the `complete` that gqlgen
// sends after `error`, too.
type socket struct {
	conn    *websocket.Conn
	options Options

	mu         sync.Mutex // guards what follows, and writing
	ctx        context.Context
	initiated  bool   // connection_init has come
	ready      bool   // it has been acknowledged
	closed     bool   // a close frame has been sent
	last       uint64 // the last id given towards gqlgen
	operations map[string]*socketOperation
}

// socketOperation is one that gqlgen is working on.
type socketOperation struct {
	id        string // as the client calls it
	abandoned bool   // the client has completed it
}

var _ interface {
	gqlgen.WebsocketConn
	gqlgen.WebsocketReadDeadliner
} = (*socket)(nil)

func newSocket(ctx context.Context, conn *websocket.Conn, options Options) *socket {
	conn.SetReadLimit(options.MaxBodyBytes)
	_ = conn.SetReadDeadline(time.Now().Add(options.InitTimeout))
	return &socket{ctx: ctx, conn: conn, options: options, operations: map[string]*socketOperation{}}
}

func (s *socket) Subprotocol() string { return s.conn.Subprotocol() }

// SetReadDeadline is gqlgen's way to end a connection that does not answer pings.
func (s *socket) SetReadDeadline(t time.Time) error { return s.conn.SetReadDeadline(t) }

func (s *socket) Close() error { return s.conn.Close() }

// livesWith ties the connection to a context within the one that it began with.
func (s *socket) livesWith(ctx context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ctx = ctx
}

// NextReader reads until there is a message for gqlgen.
func (s *socket) NextReader() (int, io.Reader, error) {
	for {
		kind, data, err := s.conn.ReadMessage()
		if err != nil {
			s.readFailed(err)
			return 0, nil, gqlgen.ErrWebsocketClosed
		}
		m, ok := decodeMessage(data)
		if kind != websocket.TextMessage || !ok {
			s.refuse(closeBadMessage, "Invalid message received")
			return 0, nil, gqlgen.ErrWebsocketClosed
		}
		forward, verdict := s.receive(m)
		switch {
		case verdict != nil:
			s.refuse(verdict.code, verdict.reason)
			return 0, nil, gqlgen.ErrWebsocketClosed
		case forward != nil:
			text, err := json.Marshal(forward)
			return websocket.TextMessage, bytes.NewReader(text), err
		}
	}
}

// verdict ends a connection.
type verdict struct {
	code   int
	reason string
}

// receive handles a message from the client, and returns what gqlgen is to get of it, if anything.
func (s *socket) receive(m message) (*message, *verdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !m.hasObjectPayload() {
		return nil, &verdict{closeBadMessage, "The payload must be an object"}
	}

	switch m.Type {
	case messageInit:
		if s.initiated {
			return nil, &verdict{closeManyInits, "Too many initialisation requests"}
		}
		s.initiated = true
		_ = s.conn.SetReadDeadline(time.Time{})
		return &m, nil
	case messagePing:
		_ = s.send(message{Type: messagePong, Payload: m.Payload})
		return nil, nil
	case messagePong:
		if !s.ready {
			return nil, nil
		}
		return &m, nil
	case messageSubscribe:
		return s.subscribe(m)
	case messageComplete:
		for id, operation := range s.operations {
			if operation.id == m.ID && !operation.abandoned {
				operation.abandoned = true
				return &message{ID: id, Type: messageComplete}, nil
			}
		}
		return nil, nil // it may have ended in the meantime
	default:
		return nil, &verdict{closeBadMessage, "Invalid message received"}
	}
}

func (s *socket) subscribe(m message) (*message, *verdict) {
	if !s.ready {
		return nil, &verdict{closeUnready, "Unauthorized"}
	}
	if m.ID == "" {
		return nil, &verdict{closeBadMessage, "The message needs an id"}
	}
	if _, p := decodeParams(m.Payload); p != nil {
		return nil, &verdict{closeBadMessage, p.message}
	}
	for _, operation := range s.operations {
		if operation.id == m.ID && !operation.abandoned {
			return nil, &verdict{closeDuplicate, "Subscriber for " + m.ID + " already exists"}
		}
	}
	// Those that are abandoned count as long as gqlgen works on them.
	if len(s.operations) >= s.options.MaxOperations {
		payload, err := json.Marshal(tooManyOperations(s.options.MaxOperations))
		if err == nil {
			_ = s.send(message{ID: m.ID, Type: messageError, Payload: payload})
		}
		return nil, nil
	}

	s.last++
	id := strconv.FormatUint(s.last, 10)
	s.operations[id] = &socketOperation{id: m.ID}
	m.ID = id
	return &m, nil
}

func tooManyOperations(maximum int) gqlerror.List {
	return gqlerror.List{{
		Message: "There are " + strconv.Itoa(maximum) + " operations on this connection, which is the most that may run at a time.",
		Extensions: map[string]any{
			"code": codeLimitExceeded, "limit": "socketOperations", "max": maximum, "found": maximum + 1,
		},
	}}
}

// WriteJSON sends a message of gqlgen's, under the id that the client knows.
func (s *socket) WriteJSON(v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var m message
	if err := json.Unmarshal(text, &m); err != nil {
		return err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	switch m.Type {
	case messageAck:
		s.ready = true
	case messageNext, messageError, messageComplete:
		operation, ok := s.operations[m.ID]
		if m.Type != messageNext {
			delete(s.operations, m.ID)
		}
		if !ok || operation.abandoned {
			return nil
		}
		m.ID = operation.id
	}
	return s.send(m)
}

// send needs the lock. A client that does not read in time loses the connection.
func (s *socket) send(m message) error {
	if s.closed {
		return nil
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.options.WriteTimeout))
	err := s.conn.WriteJSON(m)
	if err != nil {
		s.closed = true
		_ = s.conn.Close()
	}
	return err
}

// WriteClose sends a close frame, once. The reason is cut to what fits into one.
func (s *socket) WriteClose(code int, reason string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if code == websocket.CloseNormalClosure && s.ctx.Err() != nil {
		code, reason = closeGoingAway, "Going away" // the server is shutting down
		if errors.Is(context.Cause(s.ctx), ErrNoLongerWelcome) {
			code, reason = closeForbidden, forbidden
		}
	}
	const maxReason = 123 // RFC 6455, section 5.5: 125 bytes of payload, of which the code takes two
	if len(reason) > maxReason {
		reason = strings.ToValidUTF8(reason[:maxReason], "")
	}
	return s.conn.WriteControl(
		websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(s.options.WriteTimeout),
	)
}

// refuse closes the connection for what the client did.
func (s *socket) refuse(code int, reason string) {
	if err := s.WriteClose(code, reason); err == nil {
		s.linger()
	}
}

func (s *socket) readFailed(err error) {
	var late net.Error
	switch {
	case errors.Is(err, websocket.ErrReadLimit):
		s.linger() // gorilla has sent 1009
	case errors.As(err, &late) && late.Timeout() && !s.isInitiated():
		s.refuse(closeInitTimeout, "Connection initialisation timeout")
	}
}

// linger waits a moment for the client to close as well. A connection that is closed while there is something left to read is reset,
// and the client may never see the close frame.
func (s *socket) linger() {
	const patience = 2 * time.Second
	raw := s.conn.NetConn()
	if err := raw.SetReadDeadline(time.Now().Add(patience)); err == nil {
		_, _ = io.Copy(io.Discard, raw)
	}
}

// end makes sure that the connection is closed, which gqlgen's transport does not when a payload of connection_init displeases it.
func (s *socket) end() {
	_ = s.WriteClose(websocket.CloseNormalClosure, "")
	_ = s.Close()
}

func (s *socket) isInitiated() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.initiated
}
