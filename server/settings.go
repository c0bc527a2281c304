package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/kind"
)

// Settings are what an operator can set.
type Settings struct {
	Addr              string           `env:"HUB_ADDR" default:"127.0.0.1:8080" help:"Address to serve on."`
	MetricsAddr       string           `env:"HUB_METRICS_ADDR" default:"127.0.0.1:9090" help:"Address to serve metrics on (Prometheus); empty for none."`
	Data              string           `env:"HUB_DATA" default:"./data" type:"path" help:"Folder for the hub's own Postgres and object store."`
	PublicURL         string           `env:"HUB_PUBLIC_URL" help:"Address by which others reach the hub; by default http:// and the address it serves on."`
	Locales           []content.Locale `env:"HUB_LOCALES" default:"en,fr,it,es,bg" help:"Languages of the content (BCP 47), the default first."`
	NewsletterLocales []content.Locale `env:"HUB_NEWSLETTER_LOCALES" default:"en,fr,it,sr-Latn,ru" help:"Languages of the newsletter (BCP 47), the default first."`
	DatabaseURL       string           `env:"DATABASE_URL" help:"Postgres to use, as its owner; without it the hub runs its own."`
	LiveDatabaseURL   string           `env:"LIVE_DATABASE_URL" help:"Replica of it that the public reads."`
	S3Endpoint        string           `env:"S3_ENDPOINT" name:"s3-endpoint" help:"Address of an S3 store to keep files in, such as https://s3.example.org; without it the hub runs its own. With S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY."`
	S3PublicEndpoint  string           `env:"S3_PUBLIC_ENDPOINT" name:"s3-public-endpoint" help:"Address by which browsers reach that store, where it is another."`
	S3Bucket          string           `env:"S3_BUCKET" name:"s3-bucket" help:"Bucket for the hub's files; it is made where it is missing."`
	S3AccessKey       string           `env:"S3_ACCESS_KEY" name:"s3-access-key" help:"Key by which the store knows the hub."`
	S3SecretKey       string           `env:"S3_SECRET_KEY" name:"s3-secret-key" help:"Secret that goes with it."`
	S3Region          string           `env:"S3_REGION" name:"s3-region" help:"Region of the store; by default us-east-1."`
	PostgresBin       string           `env:"HUB_POSTGRES_BIN" type:"path" help:"Folder of the Postgres programs for the hub's own; without it they are looked for."`
	CORSOrigins       []string         `env:"HUB_CORS_ORIGINS" name:"cors-origins" default:"*" help:"Origins whose pages may read from the hub."`
	AssetRedirect     bool             `env:"HUB_ASSET_REDIRECT" help:"Send clients to the store for files and streams, instead of passing them on."`
	ClamdAddress      string           `env:"CLAMD_ADDRESS" help:"Virus scanner that looks through files (clamd): localhost:3310, or the path of its socket; without it nobody does."`
	OIDCIssuer        string           `env:"OIDC_ISSUER" name:"oidc-issuer" help:"OpenID provider by which people sign in besides passwords; with OIDC_CLIENT_ID and OIDC_CLIENT_SECRET."`
	OIDCClientID      string           `env:"OIDC_CLIENT_ID" name:"oidc-client-id" help:"By what the provider knows the hub."`
	OIDCClientSecret  string           `env:"OIDC_CLIENT_SECRET" name:"oidc-client-secret" help:"Secret that the provider gave the hub."`
	OIDCRole          string           `env:"HUB_OIDC_ROLE" name:"oidc-role" help:"Role of people whom the provider knows and the hub does not: translator (of all languages), editor or publisher; empty: they are refused."`
	TrustedProxies    []netip.Prefix   `env:"HUB_TRUSTED_PROXIES" default:"127.0.0.0/8,::1/128" help:"Networks of proxies that are believed when they say whose request they pass on (X-Forwarded-For)."`
	PublicSchema      bool             `env:"HUB_PUBLIC_INTROSPECTION" name:"public-introspection" default:"true" negatable:"" help:"Let the public read the schema; without it, only those who are signed in or have a token."`
	Accessibility     string           `env:"HUB_ACCESSIBILITY" default:"block" enum:"block,warn" help:"What it means for publishing that an image has no alt text, or a recording no captions: block or warn."`
	EventsKept        int              `env:"HUB_EVENTS_KEPT" default:"30" help:"Days for which is kept what has changed, for programs that read it later; 0: for ever."`
	ClientBudget      int              `env:"HUB_CLIENT_BUDGET" default:"500" help:"Work of the database that one client may cause in a second, in milliseconds, and forty times as much at once; 0: any."`
	PublicConnections int              `env:"HUB_PUBLIC_CONNECTIONS" default:"10" help:"Connections to the database by which the public reads; as many of its operations run at a time."`
	OwnerConnections  int              `env:"HUB_OWNER_CONNECTIONS" default:"10" help:"Connections to the database by which is written, and drafts are read."`
	CacheMegabytes    int              `env:"HUB_CACHE_MEGABYTES" name:"cache-megabytes" default:"32" help:"Memory for answers to the public, in MiB; 0: none is kept."`
	EntryMegabytes    int              `env:"HUB_ENTRY_CACHE_MEGABYTES" name:"entry-cache-megabytes" default:"96" help:"Memory for entries that are published, in MiB; 0: none is kept."`
	PurgeURL          string           `env:"HUB_PURGE_URL" name:"purge-url" help:"Address of a cache in front, which is asked by PURGE to forget what says something of the kinds in Cache-Tag."`
	Profiles          bool             `env:"HUB_PROFILES" help:"Serve profiles of the running hub (net/http/pprof) beside its metrics."`
	LogLevel          slog.Level       `env:"HUB_LOG_LEVEL" default:"info" help:"Least level that is logged: debug, info, warn, error."`
	Demo              bool             `env:"HUB_DEMO" default:"true" negatable:"" help:"Load the demo content into the hub's own Postgres on a first start."`
}

func (s *Settings) languages() content.Languages {
	return content.Languages{content.ContentLanguages: s.Locales, kind.NewsletterLanguages: s.NewsletterLocales}
}

// publicURL is where others reach the hub: on this machine, if nothing says otherwise.
func (s *Settings) publicURL() string {
	if s.PublicURL != "" {
		return s.PublicURL
	}
	host, port, err := net.SplitHostPort(s.Addr)
	if err != nil {
		return "http://" + s.Addr
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// reviewPath is where links to reviews lead.
const reviewPath = "/review/"

// reviewURL is the address of the page for a link to a review.
func (s *Settings) reviewURL(secret string) string {
	return strings.TrimSuffix(s.publicURL(), "/") + reviewPath + secret
}

func (s *Settings) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: s.LogLevel}))
}

// Validate is called by kong.
func (s *Settings) Validate() error {
	if len(s.Locales) == 0 || len(s.NewsletterLocales) == 0 {
		return fmt.Errorf("name at least one language for the content and one for the newsletter")
	}
	if s.LiveDatabaseURL != "" && s.DatabaseURL == "" {
		return fmt.Errorf("LIVE_DATABASE_URL goes with DATABASE_URL")
	}
	if s.EventsKept < 0 {
		return fmt.Errorf("HUB_EVENTS_KEPT is a number of days, or 0")
	}
	if s.ClientBudget < 0 {
		return fmt.Errorf("HUB_CLIENT_BUDGET is a number of milliseconds, or 0")
	}
	if s.PublicConnections < 0 || s.OwnerConnections < 0 {
		return fmt.Errorf("HUB_PUBLIC_CONNECTIONS and HUB_OWNER_CONNECTIONS are numbers of connections")
	}
	if s.CacheMegabytes < 0 || s.EntryMegabytes < 0 {
		return fmt.Errorf("HUB_CACHE_MEGABYTES and HUB_ENTRY_CACHE_MEGABYTES are numbers of MiB, or 0")
	}
	if u, err := url.Parse(s.PurgeURL); s.PurgeURL != "" && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return fmt.Errorf("HUB_PURGE_URL is an address such as http://varnish:6081/")
	}
	if err := s.checkStore(); err != nil {
		return err
	}
	if _, err := s.scanner(); err != nil {
		return fmt.Errorf("CLAMD_ADDRESS: %w", err)
	}
	return s.checkProvider()
}

// scanner looks for viruses; nil: nobody does.
func (s *Settings) scanner() (*clamd.Scanner, error) {
	if s.ClamdAddress == "" {
		return nil, nil
	}
	return clamd.New(s.ClamdAddress)
}

// checkProvider refuses a provider by halves, and what would make everybody it knows an administrator.
func (s *Settings) checkProvider() error {
	given := []bool{s.OIDCIssuer != "", s.OIDCClientID != "", s.OIDCClientSecret != ""}
	if slices.Contains(given, true) && slices.Contains(given, false) {
		return fmt.Errorf("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together")
	}
	switch role := grant(s.OIDCRole, nil).Role; {
	case role == "":
		return nil
	case !given[0]:
		return fmt.Errorf("HUB_OIDC_ROLE goes with OIDC_ISSUER")
	case !role.Valid() || role == account.Admin:
		return fmt.Errorf("HUB_OIDC_ROLE must be translator, editor or publisher")
	}
	return nil
}

// provider is who signs people in besides passwords; nil: nobody.
func (s *Settings) provider() *signin.Provider {
	if s.OIDCIssuer == "" {
		return nil
	}
	provider := &signin.Provider{Issuer: s.OIDCIssuer, ClientID: s.OIDCClientID, ClientSecret: s.OIDCClientSecret}
	if s.OIDCRole != "" {
		newcomers := grant(s.OIDCRole, nil)
		if newcomers.Role == account.Translator {
			newcomers.Locales = s.Locales
		}
		provider.Newcomers = &newcomers
	}
	return provider
}
