package signin

import (
	_ "embed"
	"errors"
	"html/template"
	"math"
	"net/http"
	"strconv"

	"github.com/cocreated/hub/server/page"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/fault"
)

var (
	//go:embed sign-in.html
	formSource string
	form       = template.Must(template.New("sign-in").Parse(formSource))

	//go:embed style.css
	style []byte
)

// maxForm is the largest form that is read, in bytes.
const maxForm = 16 << 10

// Handler serves /console/sign-in with what belongs to it, and /console/sign-out. Addresses are relative, so that they
// hold where a proxy serves the hub below a path.
func (s *SignIn) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /console/sign-in", s.ask)
	mux.HandleFunc("POST /console/sign-in", s.check)
	mux.HandleFunc("POST /console/sign-out", s.leave)
	if s.federation != nil {
		mux.HandleFunc("GET /console/sign-in/provider", s.send)
		mux.HandleFunc("GET /console/sign-in/callback", s.receive)
	}
	mux.Handle("GET /console/sign-in/"+s.style.Name(), s.style)
	mux.Handle("GET /console/sign-in/"+s.icon.Name(), s.icon)
	return s.crossOrigin.Handler(mux)
}

// formPage is what the page shows.
type formPage struct {
	// Base leads from the page to /console/.
	Base        string
	Style, Icon string
	Email       string
	// Problem is why nobody was signed in; empty: nobody has tried.
	Problem string
	// Provider is the name of who signs people in besides the hub; empty: nobody.
	Provider string
}

func (s *SignIn) show(w http.ResponseWriter, r *http.Request, status int, shown formPage) {
	shown.Style, shown.Icon = s.style.Name(), s.icon.Name()
	if s.federation != nil {
		shown.Provider = s.federation.name
	}
	w.Header().Set("Cache-Control", "no-store")
	page.ShowWith(w, r, status, form, shown, "style-src 'self'", "img-src 'self'", "form-action 'self'")
}

// ask shows the form, unless somebody is signed in already.
func (s *SignIn) ask(w http.ResponseWriter, r *http.Request) {
	if !s.visitor(w, r).IsPublic() {
		see(w, "../console")
		return
	}
	s.show(w, r, http.StatusOK, formPage{})
}

// check signs in who knows the password.
func (s *SignIn) check(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.show(w, r, http.StatusBadRequest, formPage{Problem: "The form could not be read; try again."})
		return
	}
	email := r.PostForm.Get("email")
	who, err := s.Accounts.SignIn(r.Context(), email, r.PostForm.Get("password"), client(r, s.Proxies))
	if err == nil {
		err = s.begin(w, r, who)
	}
	if err != nil {
		s.refuseVisitor(w, r, err, formPage{Email: email})
		return
	}
	s.Logger.InfoContext(r.Context(), "somebody signed in", "account", who.ID, "requestId", s.RequestID(r.Context()))
	see(w, "../console")
}

// leave signs out.
func (s *SignIn) leave(w http.ResponseWriter, r *http.Request) {
	if err := s.end(w, r); err != nil {
		s.refuseVisitor(w, r, err, formPage{})
		return
	}
	see(w, "../console")
}

// refuseVisitor shows the form again and says what is wrong.
func (s *SignIn) refuseVisitor(w http.ResponseWriter, r *http.Request, err error, shown formPage) {
	id := s.RequestID(r.Context())
	var known *fault.Error
	if !errors.As(err, &known) {
		s.Logger.ErrorContext(r.Context(), "signing in failed", "error", err, "requestId", id)
		shown.Problem = "Something went wrong on our side; the request id " + id + " helps us find it."
		s.show(w, r, http.StatusInternalServerError, shown)
		return
	}
	s.Logger.InfoContext(r.Context(), "a sign-in was refused", "reason", err.Error(), "requestId", id)
	status := http.StatusForbidden
	var throttled *credential.Throttled
	if errors.As(err, &throttled) {
		status = http.StatusTooManyRequests
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(throttled.After.Seconds()))))
	}
	shown.Problem = page.Sentence(known.Message)
	s.show(w, r, status, shown)
}

// see sends the browser to a page, by an address that is relative to the one it asked for.
func see(w http.ResponseWriter, address string) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Location", address)
	w.WriteHeader(http.StatusSeeOther)
}
