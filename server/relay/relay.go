// Package relay passes presigned uploads on to the hub's own object store, which
// listens on this machine alone: browsers elsewhere reach it through the hub.
package relay

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"github.com/rs/cors"
)

// Options say whose uploads go where.
type Options struct {
	// Store is the address of the store.
	Store string
	// Host is the host that addresses are signed for; a proxy in front may have told the hub another.
	Host string
	// Origins are those whose pages may upload.
	Origins []string
	// Patience is how long a client may send nothing.
	Patience time.Duration
	// RequestID tells the id of the request that a context belongs to.
	RequestID func(context.Context) string
	Logger    *slog.Logger
}

// storePatience is how long the store may take to answer once it has everything.
const storePatience = 2 * time.Minute

// Handler passes on what is signed. It takes uploads and nothing else, of any size: the
// signature says which.
func Handler(options Options) (http.Handler, error) {
	store, err := url.Parse(options.Store)
	if err != nil {
		return nil, err
	}
	relay := &relay{Options: options}
	relay.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(store)
			r.Out.Host = options.Host
			r.Out.Header = signed(r.In)
		},
		ModifyResponse: func(response *http.Response) error {
			response.Header = told(response.Header)
			return nil
		},
		Transport:    &http.Transport{ResponseHeaderTimeout: storePatience, DisableCompression: true, MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute},
		ErrorHandler: relay.failed,
		ErrorLog:     slog.NewLogLogger(options.Logger.Handler(), slog.LevelWarn),
	}
	return cors.New(cors.Options{
		AllowedOrigins: options.Origins,
		AllowedMethods: []string{http.MethodPut},
		// Any: those that are not signed are not passed on.
		AllowedHeaders: []string{"*"},
		ExposedHeaders: []string{"ETag", "X-Request-Id"},
		MaxAge:         86_400,
	}).Handler(relay), nil
}

type relay struct {
	Options
	proxy *httputil.ReverseProxy
}

func (h *relay) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch query := r.URL.Query(); {
	case r.Method != http.MethodPut:
		w.Header().Set("Allow", http.MethodPut)
		refuse(w, http.StatusMethodNotAllowed, "files are uploaded here, and nothing else")
		return
	case query.Get("X-Amz-Signature") == "":
		refuse(w, http.StatusForbidden, "the address of an upload has a signature")
		return
	case r.ContentLength < 0:
		refuse(w, http.StatusLengthRequired, "an upload says its length")
		return
	}
	w.Header().Set(gzhttp.HeaderNoCompression, "1")
	r.Body = &body{ReadCloser: r.Body, connection: http.NewResponseController(w), patience: h.Patience}
	h.proxy.ServeHTTP(w, r)
}

// signed are the headers that the signature covers, and those that say what the body
// is. Others could make the store do what nobody signed, or are none of its business.
func signed(r *http.Request) http.Header {
	header := http.Header{}
	names := strings.Split(r.URL.Query().Get("X-Amz-SignedHeaders"), ";")
	for _, name := range append(names, "Content-Type", "Content-MD5") {
		name = http.CanonicalHeaderKey(name)
		if values := r.Header.Values(name); len(values) > 0 && name != "Authorization" && name != "Cookie" {
			header[name] = values
		}
	}
	// Nothing in its place, or the name of Go's client would be sent.
	header.Set("User-Agent", "")
	return header
}

// told are the headers of an answer that are for clients.
func told(from http.Header) http.Header {
	header := http.Header{}
	for name, values := range from {
		switch {
		case name == "Content-Type", name == "Content-Length", name == "Etag", strings.HasPrefix(name, "X-Amz-Checksum-"):
			header[name] = values
		}
	}
	header.Set("Cache-Control", "no-store")
	return header
}

func (h *relay) failed(w http.ResponseWriter, r *http.Request, err error) {
	var network net.Error
	switch {
	case r.Context().Err() != nil:
		// Nobody is there to be told.
		refuse(w, http.StatusRequestTimeout, "the upload was cut off")
	case errors.Is(err, errSilent):
		refuse(w, http.StatusRequestTimeout, "nothing came for too long")
	case errors.As(err, &network):
		h.Logger.WarnContext(r.Context(), "the object store does not answer", "error", err, "requestId", h.RequestID(r.Context()))
		refuse(w, http.StatusBadGateway, "the object store does not answer")
	default:
		h.Logger.WarnContext(r.Context(), "an upload failed", "error", err, "requestId", h.RequestID(r.Context()))
		refuse(w, http.StatusBadGateway, "the upload failed; send it again")
	}
}

func refuse(w http.ResponseWriter, code int, why string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write([]byte(why + "\n"))
}
