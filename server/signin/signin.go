// Package signin lets people and programs in. People sign in on a page of the hub and are known by a cookie from then
// on; programs send a token with each request. Who asks is a [policy.Principal] in the context of the request;
// what they may do is decided elsewhere.
//
// A credential that is present and not good is refused, never taken for the public: whoever sends one means to be known,
// and would take what the public gets for all there is.
package signin

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"github.com/alexedwards/scs/v2"

	"github.com/cocreated/hub/server/page"
	"github.com/cocreated/hub/storage/account"
)

// Options are what sign-in is built from.
type Options struct {
	Accounts *account.Store
	// PublicURL is the address by which people reach the hub. Where it is https, cookies are sent over https only.
	PublicURL string
	// Proxies are those that are believed when they say whose request they pass on.
	Proxies []netip.Prefix
	// Provider signs people in besides passwords; nil: passwords only.
	Provider *Provider
	// RequestID tells under which id a request is logged.
	RequestID func(context.Context) string
	Logger    *slog.Logger
	// Recheck is how often those who hold a stream are looked at again. Default half a minute.
	Recheck time.Duration
}

// SignIn knows who is who.
type SignIn struct {
	Options
	sessions    *scs.SessionManager
	crossOrigin *http.CrossOriginProtection
	secure      bool
	federation  *federation // nil: there is none
	style, icon *page.File
}

// New makes a sign-in.
func New(options Options) (*SignIn, error) {
	if options.Accounts == nil || options.Logger == nil || options.RequestID == nil {
		return nil, errors.New("signing in needs Accounts, Logger and RequestID")
	}
	address, err := url.Parse(options.PublicURL)
	if err != nil || address.Host == "" {
		return nil, errors.New("the public address of the hub must be one of the web, such as https://hub.example")
	}
	if options.Recheck == 0 {
		options.Recheck = 30 * time.Second
	}
	s := &SignIn{Options: options, crossOrigin: http.NewCrossOriginProtection(), secure: address.Scheme == "https"}
	// A proxy may ask by another name than people do.
	if err := s.crossOrigin.AddTrustedOrigin(address.Scheme + "://" + address.Host); err != nil {
		return nil, err
	}
	if s.federation, err = newFederation(options.Provider, strings.TrimSuffix(options.PublicURL, "/")); err != nil {
		return nil, err
	}
	s.sessions = sessions(options.Accounts, s.secure)
	if s.icon, err = page.Icon(); err != nil {
		return nil, err
	}
	s.style, err = page.NewFile("style.css", style)
	return s, err
}
