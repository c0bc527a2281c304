// Package page holds what the hub's own web pages have in common: the headers that say what a page may do, and the
// delivery of its files.
package page

import (
	"net/http"
	"slices"
	"strings"
)

// policy is what every page starts from: nothing is loaded, nothing is sent, nobody frames it.
var policy = []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}

// Headers sets the headers of a page of the hub. The sources are directives of Content-Security-Policy, such as
// "script-src 'self'"; what they do not name is refused.
func Headers(h http.Header, sources ...string) {
	directives := slices.DeleteFunc(slices.Clone(policy), func(directive string) bool {
		name, _, _ := strings.Cut(directive, " ")
		// Of two directives of a name browsers take the first.
		return slices.ContainsFunc(sources, func(source string) bool { return strings.HasPrefix(source, name+" ") })
	})
	h.Set("Content-Security-Policy", strings.Join(append(directives, sources...), "; "))
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	// Other sites learn nothing. The hub itself does, or browsers would not say either that it was its own page that
	// sent a form.
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
}
