package delivery

import (
	"net/http"
	"slices"
	"strings"

	"github.com/rs/cors"
)

// openTo lets pages of other sites show what is served, and those of the origins read it, as players do: captions and
// streams are read by scripts and in the name of a page. They never send cookies with it.
func openTo(origins []string, next http.Handler) http.Handler {
	exposed := []string{"Accept-Ranges", "Content-Disposition", "Content-Length", "Content-Range", "ETag", "X-Request-Id"}
	everybody := slices.Contains(origins, "*")
	reading := cors.New(cors.Options{
		AllowedOrigins: origins,
		AllowedMethods: []string{http.MethodGet, http.MethodHead},
		AllowedHeaders: []string{"Authorization", "If-Modified-Since", "If-None-Match", "If-Range", "Range", "X-Request-Id"},
		ExposedHeaders: exposed,
		MaxAge:         86_400,
	})
	return reading.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if everybody {
			// It is the same answer for all sites, and caches need not keep one for each.
			header.Del("Vary")
			header.Set("Access-Control-Allow-Origin", "*")
			header.Set("Access-Control-Expose-Headers", strings.Join(exposed, ", "))
		}
		next.ServeHTTP(w, r)
	}))
}
