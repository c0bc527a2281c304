package signin

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph/transport"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/policy"
)

// caller is who asks, from the page of which site, and from where.
type caller struct {
	policy.Principal
	origin  string
	network netip.Prefix
}

type callerKey struct{}

// Principal is who asks; the public, where nobody in particular does.
func Principal(ctx context.Context) policy.Principal { return callerOf(ctx).Principal }

// Client is who is answerable for a request: an account, a token, or else the network that asks; empty where nobody does.
func Client(ctx context.Context) string {
	switch who := callerOf(ctx); {
	case who.TokenID != uuid.Nil:
		return "token:" + who.TokenID.String()
	case who.AccountID != uuid.Nil:
		return "account:" + who.AccountID.String()
	case who.network.IsValid():
		return who.network.String()
	default:
		return ""
	}
}

func callerOf(ctx context.Context) caller {
	who, _ := ctx.Value(callerKey{}).(caller)
	return who
}

func withCaller(ctx context.Context, who caller) context.Context {
	return context.WithValue(ctx, callerKey{}, who)
}

// API lets requests to an API in. It answers those whose credential is not good, and those that a page of another site
// made with the cookies of its visitor.
func (s *SignIn) API(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Authorization, Cookie")
		who, err := s.admit(r)
		if err != nil {
			s.Refuse(w, r, err)
			return
		}
		ctx := withCaller(r.Context(), who)
		if !who.IsPublic() {
			w.Header().Set("Cache-Control", "private, no-store")
			if isStream(r) {
				var cancel context.CancelCauseFunc
				ctx, cancel = s.watched(ctx, who.Principal, func(ctx context.Context) (policy.Principal, error) {
					return s.authenticate(r.WithContext(ctx))
				})
				defer cancel(nil)
			}
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Admit finds out who asks, as API does, for those who need it for some of their answers only.
func (s *SignIn) Admit(r *http.Request) (policy.Principal, error) {
	who, err := s.admit(r)
	return who.Principal, err
}

// admit finds out who asks, and refuses who may not ask in this way.
func (s *SignIn) admit(r *http.Request) (caller, error) {
	principal, err := s.authenticate(r)
	if err != nil {
		return caller{}, err
	}
	who := caller{principal, r.Header.Get("Origin"), network(client(r, s.Proxies))}
	// A token is sent by who has it; a cookie is sent by the browser, whichever page asks.
	if who.Kind == policy.Session {
		if err := s.crossOrigin.Check(r); err != nil {
			return caller{}, fault.Denied("pages of other sites may not use that you are signed in here")
		}
	}
	return who, who.fromOwnPage()
}

// fromOwnPage refuses tokens of partners that stand in pages of others.
func (c caller) fromOwnPage() error {
	if c.origin == "" || c.AllowsOrigin(c.origin) {
		return nil
	}
	return fault.Denied("the token is not for pages of this origin")
}

// authenticate finds out who asks. A token goes before a cookie: it was put there on purpose.
func (s *SignIn) authenticate(r *http.Request) (policy.Principal, error) {
	if authorization, given := r.Header["Authorization"]; given {
		return s.bearer(r.Context(), strings.Join(authorization, ", "))
	}
	if token, found := s.token(r); found {
		return s.session(r.Context(), token)
	}
	return policy.Principal{}, nil
}

// bearer is who has a token that is sent as RFC 6750 says: `Bearer` and the token.
func (s *SignIn) bearer(ctx context.Context, authorization string) (policy.Principal, error) {
	scheme, token, _ := strings.Cut(authorization, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		token = ""
	}
	found, err := s.Accounts.Authenticate(ctx, strings.Trim(token, " "))
	if err != nil {
		return policy.Principal{}, err
	}
	return policy.OfToken(found), nil
}

// Refuse answers a request that is not let in.
func (s *SignIn) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	id := s.RequestID(r.Context())
	var known *fault.Error
	if !errors.As(err, &known) {
		s.Logger.ErrorContext(r.Context(), "who asks cannot be found out", "error", err, "requestId", id)
		transport.Refuse(w, r, http.StatusInternalServerError, "INTERNAL", "something went wrong on our side; the request id "+id+" helps us find it")
		return
	}
	s.Logger.InfoContext(r.Context(), "a request was refused", "reason", err.Error(), "requestId", id)
	status := http.StatusForbidden
	if known.Code == fault.Unauthenticated {
		status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Bearer realm="hub", error="invalid_token"`)
		if _, given := r.Header["Authorization"]; !given {
			s.forget(w, r)
		}
	}
	transport.Refuse(w, r, status, string(known.Code), known.Message)
}

// Page lets everybody see a page, which may say who is signed in. A session that has ended is forgotten.
func (s *SignIn) Page(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Cookie")
		next.ServeHTTP(w, r.WithContext(withCaller(r.Context(), caller{Principal: s.visitor(w, r)})))
	})
}

// visitor is who looks at a page; the public, where that cannot be found out.
func (s *SignIn) visitor(w http.ResponseWriter, r *http.Request) policy.Principal {
	token, found := s.token(r)
	if !found {
		return policy.Principal{}
	}
	principal, err := s.session(r.Context(), token)
	var refusal *credential.Refusal
	switch {
	case errors.As(err, &refusal):
		s.forget(w, r)
	case err != nil:
		s.Logger.ErrorContext(r.Context(), "who asks cannot be found out", "error", err, "requestId", s.RequestID(r.Context()))
	}
	return principal
}
