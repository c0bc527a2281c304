// Package file keeps the bytes of assets in an S3 store: how they come in, what
// becomes of them, and how they are read. What an asset says of itself is content
// like any other and is none of its business.
//
// A file is bytes that never change. Assets point to it by its SHA-256; its objects
// in the store are `files/<id>/original` and, beside it, what was made from it.
package file

import (
	"strings"

	"github.com/google/uuid"
)

// State is an enum of the schema.
type State string

// How far the processing of a file is.
const (
	// Pending: it is still to be inspected. It may not be published yet.
	Pending State = "PENDING"
	// Ready: it is what it says it is.
	Ready State = "READY"
	// Failed: it could not be inspected, or broke a limit. It is not served.
	Failed State = "FAILED"
	// Quarantined: a virus was found in it. Nobody is given it.
	Quarantined State = "QUARANTINED"
)

// Type is an enum of the schema: what a file is, by its media type.
type Type string

// Types of files.
const (
	Image    Type = "IMAGE"
	Video    Type = "VIDEO"
	Audio    Type = "AUDIO"
	Document Type = "DOCUMENT"
)

// TypeOf tells what files of a media type are.
func TypeOf(contentType string) Type {
	family, _, _ := strings.Cut(contentType, "/")
	switch family {
	case "image":
		return Image
	case "video":
		return Video
	case "audio":
		return Audio
	default:
		return Document
	}
}

// File is what is known of bytes in the store, as a copy of it stands beside each
// asset that shows them.
type File struct {
	ID          uuid.UUID `json:"id"`
	SHA256      string    `json:"sha256"`
	ContentType string    `json:"contentType"`
	SizeBytes   int64     `json:"sizeBytes"`
	State       State     `json:"state"`
	// Problem says why it failed or is in quarantine, in words for editors.
	Problem string `json:"problem,omitempty"`
	Facts
}

// Facts are what processing found out, and what it made.
type Facts struct {
	// Width and Height are those of an image or a video, in pixels, as it is shown.
	Width  int `json:"width,omitempty"`
	Height int `json:"height,omitempty"`
	// DominantColor is that of an image, `#rrggbb`.
	DominantColor string `json:"dominantColor,omitempty"`
	// DurationSeconds is how long a video or a sound takes.
	DurationSeconds float64 `json:"durationSeconds,omitempty"`
	// PageCount is how many pages a document has.
	PageCount int `json:"pageCount,omitempty"`
	// Preview says that there is the object `preview`, a JPEG of what can be shown of
	// it: a frame of a video, the first page of a document.
	Preview bool `json:"preview,omitempty"`
	// Streams says that there is an HLS ladder below `hls/`, beginning with `index.m3u8`.
	Streams bool `json:"streams,omitempty"`
	// Again says that it is about to be processed once more.
	Again bool `json:"again,omitempty"`
	// Lacks are what could not be made, and why, in words for editors: as where a
	// program is not installed.
	Lacks []string `json:"lacks,omitempty"`
}

// Type is what the file is.
func (f *File) Type() Type { return TypeOf(f.ContentType) }

// Served tells whether anybody is given the file.
func (f *File) Served() bool { return f.State == Pending || f.State == Ready }

// Pictured tells whether there is something to be seen of the file.
func (f *File) Pictured() bool { return f.Type() == Image || f.Preview }

// Key is the name of one of the file's objects in the store: `original`, or what was
// made from it.
func (f *File) Key(object string) string { return filesPrefix + f.ID.String() + "/" + object }

const (
	// filesPrefix begins the keys of all objects of files; what follows is the file's id.
	filesPrefix = "files/"
	// Original is the object that is the file itself.
	Original = "original"
	// Preview is the object that shows what can be shown of a file that is no image.
	Preview = "preview"
)
