package file

import (
	"regexp"
	"strings"
)

// Streams is the variant that is a folder: the HLS ladder of a video.
const Streams = "hls"

// Variant is a way in which an asset is served, as addresses name it: `original`,
// `preview`, `hls`, the name of a [Rendition], or a [Track].
type Variant struct {
	Name string
	// Version tells bytes apart that have been served under the same name. An address
	// with the version of what it leads to may be cached for ever.
	Version string
}

var variantName = regexp.MustCompile(`^([A-Za-z0-9.-]{1,100})(?:~([0-9a-f]{16}))?$`)

// ParseVariant reads the variant of an address.
func ParseVariant(segment string) (Variant, bool) {
	parts := variantName.FindStringSubmatch(segment)
	if parts == nil {
		return Variant{}, false
	}
	return Variant{Name: parts[1], Version: parts[2]}, true
}

// String is the variant as it stands in an address.
func (v Variant) String() string {
	if v.Version == "" {
		return v.Name
	}
	return v.Name + "~" + v.Version
}

// Version is what tells the file from all others, as addresses have it.
func (f *File) Version() string { return f.SHA256[:versionDigits] }

// versionDigits of a SHA-256 are enough to tell apart what one asset has ever shown.
const versionDigits = 16

// TrackForm is what becomes of a text track when it is served.
type TrackForm string

// Forms of text tracks.
const (
	// Captions and Subtitles are WebVTT.
	Captions  TrackForm = "captions"
	Subtitles TrackForm = "subtitles"
	// Transcript is what is said, without the times.
	Transcript TrackForm = "transcript"
)

// Track is the variant that is a text track in a language.
type Track struct {
	Form   TrackForm
	Locale string
}

// String is the name of the variant: `captions.it`.
func (t Track) String() string { return string(t.Form) + "." + t.Locale }

// Track is the text track that the variant is, if it is one.
func (v Variant) Track() (Track, bool) {
	form, locale, _ := strings.Cut(v.Name, ".")
	switch form := TrackForm(form); {
	case locale == "":
		return Track{}, false
	case form == Captions, form == Subtitles, form == Transcript:
		return Track{Form: form, Locale: locale}, true
	default:
		return Track{}, false
	}
}
