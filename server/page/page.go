// Package page holds what the hub's own web pages have in common: the headers that say what a page may do, and the
// delivery of its files.
package page

import (
	"net/http"
	"strings"
)

// policy is what every page starts from: nothing is loaded, nothing is sent, nobody frames it.
const policy = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// Headers sets the headers of a page of the hub. The sources are directives of Content-Security-Policy, such as
// "script-src 'self'"; what they do not name is refused.
func Headers(h http.Header, sources ...string) {
	h.Set("Content-Security-Policy", strings.Join(append([]string{policy}, sources...), "; "))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Content-Type-Options", "nosniff")
}
