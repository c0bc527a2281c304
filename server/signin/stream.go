package signin

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
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
	authenticate := func(ctx context.Context) (account.Credential, error) { return s.bearer(ctx, authorization) }
	credential, err := authenticate(ctx)
	who := caller{credential, callerOf(ctx).origin}
	if err == nil {
		err = who.fromOwnPage()
	}
	if err != nil {
		s.Logger.InfoContext(ctx, "a WebSocket was refused", "reason", err.Error(), "requestId", s.RequestID(ctx))
		return ctx, nil, err
	}
	// It ends with the connection, which cancels the context of the handshake.
	ctx, _ = s.watched(withCaller(ctx, who), credential, authenticate)
	return ctx, nil, nil
}

// watched is a context that ends when a credential is no longer what it was when a stream began: signed out, revoked,
// expired, or of another role. Somebody must not go on listening whom the hub would no longer let in.
func (s *SignIn) watched(ctx context.Context, was account.Credential, authenticate func(context.Context) (account.Credential, error)) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		ticker := time.NewTicker(s.Recheck)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
			}
			credential, err := authenticate(ctx)
			var refused *content.Error
			// Where the database is away for a moment nobody is sent away for it.
			if errors.As(err, &refused) || err == nil && !reflect.DeepEqual(credential, was) {
				cancel(transport.ErrNoLongerWelcome)
				return
			}
		}
	}()
	return ctx, cancel
}
