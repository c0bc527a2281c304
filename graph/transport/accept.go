package transport

import (
	"mime"
	"net/http"
	"strconv"
	"strings"
)

// The media types of answers.
const (
	mediaJSON    = "application/json"
	mediaGraphQL = "application/graphql-response+json"
	mediaEvents  = "text/event-stream"
)

// negotiate picks the media type that the Accept header of r likes best (RFC 9110, section 12.5.1), and "" if none fits. Among equals,
// a type that is named goes before one that a wildcard covers; of types that are named, the first of mediaGraphQL, mediaJSON and
// mediaEvents; of types that a wildcard covers, mediaJSON, which every client of the time before GraphQL over HTTP understands. That is
// also the type when there is no Accept at all.
//
// An event stream is chosen only by name: clients that list it along with JSON, as urql does, get JSON.
func negotiate(r *http.Request) string {
	ranges := acceptRanges(r.Header.Values("Accept"))
	if len(ranges) == 0 {
		return mediaJSON
	}

	var best string
	var most preference
	for _, media := range []string{mediaGraphQL, mediaJSON, mediaEvents} {
		found := rate(ranges, media)
		if found.quality == 0 || media == mediaEvents && found.precision < exact {
			continue
		}
		if found.over(most) || found == most && found.precision < exact && media == mediaJSON {
			best, most = media, found
		}
	}
	return best
}

// How closely a media range fits a media type.
const (
	anything = iota + 1 // */*
	kind                // application/*
	exact
)

type preference struct {
	quality   float64
	precision int
}

func (p preference) over(other preference) bool {
	return p.quality > other.quality || p.quality == other.quality && p.precision > other.precision
}

type acceptRange struct {
	media   string
	quality float64
}

// acceptRanges reads Accept headers and passes over what is malformed in them.
func acceptRanges(headers []string) []acceptRange {
	var ranges []acceptRange
	for _, header := range headers {
		for part := range strings.SplitSeq(header, ",") {
			media, params, err := mime.ParseMediaType(part)
			if err != nil {
				continue
			}
			quality := 1.0
			if q, ok := params["q"]; ok {
				quality, err = strconv.ParseFloat(q, 64)
				if err != nil || !(quality >= 0 && quality <= 1) {
					continue
				}
			}
			ranges = append(ranges, acceptRange{media, quality})
		}
	}
	return ranges
}

// rate finds the most precise range for a media type: "application/json;q=0, */*" means anything but JSON.
func rate(ranges []acceptRange, media string) preference {
	var found preference
	family, _, _ := strings.Cut(media, "/")
	for _, r := range ranges {
		precision := 0
		switch r.media {
		case media:
			precision = exact
		case family + "/*":
			precision = kind
		case "*/*":
			precision = anything
		}
		if precision > found.precision {
			found = preference{r.quality, precision}
		}
	}
	return found
}
