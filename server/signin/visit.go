package signin

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// visit is what the browser keeps while its person is at the provider: who comes back must be who went, and the provider's
// answer must be the one to that question.
type visit struct{ State, Nonce, Verifier string }

// visitTime is how long a person may take at the provider.
const visitTime = 10 * time.Minute

func (s *SignIn) visitCookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: cookieName("hub-sign-in", s.secure), Value: value, Path: "/", MaxAge: seconds,
		HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode,
	}
}

// send sends somebody to the provider.
func (s *SignIn) send(w http.ResponseWriter, r *http.Request) {
	provider, err := s.federation.discover(r.Context())
	if err != nil {
		s.providerFailed(w, r, err, "")
		return
	}
	of := visit{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	kept, err := json.Marshal(of)
	if err != nil {
		s.refuseVisitor(w, r, err, formPage{})
		return
	}
	http.SetCookie(w, s.visitCookie(base64.RawURLEncoding.EncodeToString(kept), int(visitTime/time.Second)))
	see(w, s.federation.config(provider).AuthCodeURL(of.State, oidc.Nonce(of.Nonce), oauth2.S256ChallengeOption(of.Verifier)))
}

// visitOf is the visit that the browser has on its mind.
func (s *SignIn) visitOf(r *http.Request) (of visit, ok bool) {
	cookie, err := r.Cookie(s.visitCookie("", 0).Name)
	if err != nil {
		return visit{}, false
	}
	kept, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(kept, &of) != nil {
		return visit{}, false
	}
	return of, of.State != "" && of.Nonce != "" && of.Verifier != ""
}

// receive signs in whom the provider sends back.
func (s *SignIn) receive(w http.ResponseWriter, r *http.Request) {
	// A visit is good for one answer.
	http.SetCookie(w, s.visitCookie("", -1))
	of, ok := s.visitOf(r)
	answer := r.URL.Query()
	if !ok || !same(answer.Get("state"), of.State) {
		s.show(w, r, http.StatusForbidden, formPage{Base: "../", Problem: "This way to sign in took too long, or began in another browser. Try again."})
		return
	}
	if problem := answer.Get("error"); problem != "" {
		s.Logger.InfoContext(r.Context(), "the provider refused to sign somebody in", "error", problem, "requestId", s.RequestID(r.Context()))
		s.show(w, r, http.StatusForbidden, formPage{Base: "../", Problem: s.federation.name + " did not sign you in."})
		return
	}
	identity, err := s.federation.identify(r.Context(), answer.Get("code"), of)
	if err != nil {
		s.providerFailed(w, r, err, "../")
		return
	}
	who, err := s.Accounts.SignInAs(r.Context(), identity, s.federation.Newcomers)
	if err == nil {
		err = s.begin(w, r, who)
	}
	if err != nil {
		s.refuseVisitor(w, r, err, formPage{Base: "../"})
		return
	}
	s.Logger.InfoContext(r.Context(), "somebody signed in by the provider", "account", who.ID, "requestId", s.RequestID(r.Context()))
	see(w, "../../console")
}

// providerFailed says that it is not the fault of who wants to sign in.
func (s *SignIn) providerFailed(w http.ResponseWriter, r *http.Request, err error, base string) {
	id := s.RequestID(r.Context())
	s.Logger.ErrorContext(r.Context(), "the OpenID provider does not sign people in", "error", err, "requestId", id)
	s.show(w, r, http.StatusBadGateway, formPage{Base: base, Problem: "Signing in with " + s.federation.name + " does not work. The request id " + id + " helps us find out why."})
}
