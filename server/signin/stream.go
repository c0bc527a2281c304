package signin

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
)

// isStream tells whether an answer may go on for long.
func isStream(r *http.Request) bool {
	return r.Header.Get("Upgrade") != "" || strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// Socket lets a WebSocket in by the payload of its connection_init, where browsers put the token that they cannot put
// into a header: `{"authorization": "Bearer …"}`. Without one, the cookie of the handshake counts.
func (s *SignIn) Socket(ctx context.Context, payload transport.InitPayload) (context.Context, *transport.InitPayload, error) {
	given, found := payload["authorization"]
	if !found {
		given, found = payload["Authorization"]
	}
	if !found {
		return ctx, nil, nil
	}
	authorization, _ := given.(string)
	authenticate := func(ctx context.Context) (policy.Principal, error) { return s.bearer(ctx, authorization) }
	principal, err := authenticate(ctx)
	who := caller{principal, callerOf(ctx).origin, callerOf(ctx).network}
	if err == nil {
		err = who.fromOwnPage()
	}
	if err != nil {
		s.Logger.InfoContext(ctx, "a WebSocket was refused", "reason", err.Error(), "requestId", s.RequestID(ctx))
		return ctx, nil, err
	}
	// It ends with the connection, which cancels the context of the handshake.
	ctx, _ = s.watched(withCaller(ctx, who), principal, authenticate)
	return ctx, nil, nil
}

// watch looks at whether a credential is still what it was when a stream began.
type watch struct {
	was          policy.Principal
	authenticate func(context.Context) (policy.Principal, error)
	end          context.CancelCauseFunc
}

type watchKey struct{}

// look ends the stream when the credential is not good any more, or good for something else: signed out, revoked,
// expired, or of another role. Somebody must not go on whom the hub would no longer let in.
func (w *watch) look(ctx context.Context) error {
	principal, err := w.authenticate(ctx)
	var refused *fault.Error
	if errors.As(err, &refused) || err == nil && !reflect.DeepEqual(principal, w.was) {
		w.end(transport.ErrNoLongerWelcome)
		return transport.ErrNoLongerWelcome
	}
	return err
}

// Welcome looks again at who holds a WebSocket, before they do something by it.
func (s *SignIn) Welcome(ctx context.Context) error {
	watch, found := ctx.Value(watchKey{}).(*watch)
	if !found {
		return nil
	}
	err := watch.look(ctx)
	if err != nil {
		s.Logger.InfoContext(ctx, "an operation on a WebSocket was refused", "reason", err.Error(), "requestId", s.RequestID(ctx))
	}
	return err
}

// watched is a context that ends when a credential does, also while nothing but events passes.
func (s *SignIn) watched(ctx context.Context, was policy.Principal, authenticate func(context.Context) (policy.Principal, error)) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	watch := &watch{was, authenticate, cancel}
	go func() {
		ticker := time.NewTicker(s.Recheck)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				// Where the database is away for a moment nobody is sent away for it.
				_ = watch.look(ctx)
			}
		}
	}()
	return context.WithValue(ctx, watchKey{}, watch), cancel
}
