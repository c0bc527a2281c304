package signin

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/cocreated/hub/storage/account"
)

// Provider is an OpenID provider by which people sign in (OpenID Connect Core 1.0, code flow with PKCE).
type Provider struct {
	// Issuer is its address, where it is discovered.
	Issuer string
	// ClientID and ClientSecret are by what it knows the hub.
	ClientID, ClientSecret string
	// Newcomers is what people are trusted with whom the hub does not know yet; nil: they are refused.
	Newcomers *account.Grant
}

// providerTime is how long the provider may take for one answer.
const providerTime = 10 * time.Second

// federation is what is known of the provider, and where it sends people back to.
type federation struct {
	Provider
	name, callback string
	client         *http.Client

	mu    sync.Mutex
	found *oidc.Provider
}

func newFederation(provider *Provider, publicURL string) (*federation, error) {
	if provider == nil {
		return nil, nil
	}
	issuer, err := url.Parse(provider.Issuer)
	if err != nil || issuer.Host == "" || provider.ClientID == "" {
		return nil, errors.New("an OpenID provider needs an issuer, which is an address of the web, and a client id")
	}
	return &federation{
		Provider: *provider, name: issuer.Host, callback: publicURL + "/console/sign-in/callback",
		client: &http.Client{Timeout: providerTime},
	}, nil
}

// discover asks the provider for its addresses and keys, once it is there: the hub starts without it.
func (f *federation) discover(ctx context.Context) (*oidc.Provider, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.found == nil {
		found, err := oidc.NewProvider(f.context(ctx), f.Issuer)
		if err != nil {
			return nil, err
		}
		f.found = found
	}
	return f.found, nil
}

// context is one in which the provider is asked with patience that has an end.
func (f *federation) context(ctx context.Context) context.Context {
	return oidc.ClientContext(ctx, f.client)
}

func (f *federation) config(provider *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: f.ClientID, ClientSecret: f.ClientSecret, Endpoint: provider.Endpoint(), RedirectURL: f.callback,
		Scopes: []string{oidc.ScopeOpenID, "email", "profile"},
	}
}

// identify turns the code that the browser brought into a person. The nonce and the verifier are those of the visit.
func (f *federation) identify(ctx context.Context, code string, of visit) (account.Identity, error) {
	provider, err := f.discover(ctx)
	if err != nil {
		return account.Identity{}, err
	}
	ctx = f.context(ctx)
	config := f.config(provider)
	token, err := config.Exchange(ctx, code, oauth2.VerifierOption(of.Verifier))
	if err != nil {
		return account.Identity{}, err
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := provider.Verifier(&oidc.Config{ClientID: f.ClientID}).Verify(ctx, raw)
	if err != nil {
		return account.Identity{}, err
	}
	if !same(verified.Nonce, of.Nonce) {
		return account.Identity{}, errors.New("the ID token is of another visit")
	}
	identity := account.Identity{Issuer: verified.Issuer, Subject: verified.Subject}
	var claims claims
	if err := verified.Claims(&claims); err != nil {
		return account.Identity{}, err
	}
	if claims.Email == "" && provider.UserInfoEndpoint() != "" {
		if claims, err = userInfo(ctx, provider, config.TokenSource(ctx, token), verified.Subject); err != nil {
			return account.Identity{}, err
		}
	}
	identity.Email, identity.EmailVerified, identity.Name = claims.Email, claims.EmailVerified, claims.Name
	return identity, nil
}

// claims are what is asked of a person (OpenID Connect Core 1.0, section 5.1).
type claims struct {
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
	Name          string `json:"name"`
}

// userInfo asks the provider for what stands not in the ID token.
func userInfo(ctx context.Context, provider *oidc.Provider, source oauth2.TokenSource, subject string) (claims, error) {
	info, err := provider.UserInfo(ctx, source)
	if err != nil {
		return claims{}, err
	}
	if info.Subject != subject {
		return claims{}, fmt.Errorf("the user info is of another person than the ID token")
	}
	var said claims
	err = info.Claims(&said)
	return said, err
}

// same compares secrets.
func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
