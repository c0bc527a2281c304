package delivery

import (
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/cocreated/hub/storage/file"
)

// What answers may be kept.
const (
	// forEver is for what an address with its version leads to: other bytes have another address.
	forEver = "public, max-age=31536000, immutable"
	// untilAsked is for addresses that stay when what they lead to changes.
	untilAsked = "public, max-age=0, must-revalidate"
	// notAtAll is for what is not for everybody.
	notAtAll = "private, no-store"
)

// ofContent are the headers of an answer that says something of a file.
var ofContent = []string{
	"Accept-Ranges", "Cache-Control", "Content-Disposition", "Content-Length", "Content-Range", "Content-Security-Policy", "Content-Type",
	"ETag", "Last-Modified",
}

// describe says what an item is, and what may be done with it.
func describe(header http.Header, item *item, asked *request, public bool) {
	shown := shownAs(item.ContentType)
	disposition := "attachment"
	if shown.inline && !asked.download {
		disposition = "inline"
	}
	header.Set("Content-Type", shown.contentType)
	header.Set("Content-Disposition", named(disposition, item.fileName))
	header.Set("Content-Security-Policy", shown.policy)
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("ETag", `"`+item.tag+`"`)
	switch {
	case !public:
		header.Set("Cache-Control", notAtAll)
	case item.version != "" && asked.variant.Version == item.version:
		header.Set("Cache-Control", forEver)
	default:
		header.Set("Cache-Control", untilAsked)
	}
}

// named is a Content-Disposition (RFC 6266): the name as it is, and one for clients that know ASCII only.
func named(disposition, name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == '/' || r == '\\' || r == '\u007f' {
			return '-'
		}
		return r
	}, strings.ToValidUTF8(name, "-"))
	ascii := strings.Map(func(r rune) rune {
		if r > '~' || r == '"' || r == '%' {
			return '_'
		}
		return r
	}, name)
	value := fmt.Sprintf(`%s; filename="%s"`, disposition, ascii)
	if ascii != name {
		value += "; filename*=UTF-8''" + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	}
	return value
}

// shown is how a browser is to take a type of files.
type shown struct {
	contentType string
	inline      bool
	// policy is what the file may do where it is opened as a page of its own: nothing.
	policy string
}

// Browsers show images, recordings and documents in pages that they make themselves, to which the policy applies as well.
// That of a recording asks for it once more, and that of a document runs a viewer: in a sandbox they would be strangers,
// who are given no drafts.
const (
	idle     = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
	viewed   = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox"
	played   = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'"
	document = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"
)

// shownAs decides on a type. What is neither taken from anybody nor made by the hub itself is bytes to be kept: nothing that
// a browser would run is among what it knows.
func shownAs(contentType string) shown {
	name, _, err := mime.ParseMediaType(contentType)
	if err != nil || !file.Takes(name) && !slices.Contains(made, name) {
		return shown{"application/octet-stream", false, idle}
	}
	switch family := file.TypeOf(name); {
	case name == "application/pdf":
		return shown{name, true, document}
	case family == file.Image:
		return shown{name, true, viewed}
	case family == file.Video, family == file.Audio:
		return shown{name, true, played}
	case name == "text/plain", name == tracks:
		return shown{name + "; charset=utf-8", true, idle}
	case strings.HasPrefix(name, "text/"):
		return shown{name + "; charset=utf-8", false, idle}
	default:
		return shown{name, name == playlist, idle}
	}
}

// The types that the hub makes and does not take.
const (
	playlist   = "application/vnd.apple.mpegurl"
	tracks     = "text/vtt"
	transport  = "video/mp2t"
	fragmented = "video/iso.segment"
)

var made = []string{playlist, tracks, transport, fragmented}
