package file

import (
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/cocreated/hub/storage/fault"
)

const (
	mebibyte = 1 << 20
	gibibyte = 1 << 30
)

// MediaType is a type of files that the hub takes.
type MediaType struct {
	// Name is what it is called everywhere (IANA).
	Name string
	// MaxBytes is how large files of the type may be.
	MaxBytes int64
	// Extensions are the ends of names of such files.
	Extensions []string
	// also are other names under which clients know the type.
	also []string
	// looks are the types that the bytes may look like, besides its own.
	looks []string
}

const (
	maxImageBytes    = 50 * mebibyte
	maxVideoBytes    = 20 * gibibyte
	maxAudioBytes    = 2 * gibibyte
	maxDocumentBytes = 500 * mebibyte
)

const (
	officePrefix = "application/vnd.openxmlformats-officedocument."
	odfPrefix    = "application/vnd.oasis.opendocument."
)

// plainLooks are what text without markup may look like.
var plainLooks = []string{"text/plain", "text/csv", "text/tab-separated-values"}

// MediaTypes are all types of files that the hub takes. What a browser would run, as
// HTML and SVG, is not among them.
var MediaTypes = []*MediaType{
	{Name: "image/png", MaxBytes: maxImageBytes, Extensions: []string{".png"}, looks: []string{"image/vnd.mozilla.apng"}},
	{Name: "image/jpeg", MaxBytes: maxImageBytes, Extensions: []string{".jpg", ".jpeg", ".jpe", ".jfif"}, also: []string{"image/jpg", "image/pjpeg"}},
	{Name: "image/webp", MaxBytes: maxImageBytes, Extensions: []string{".webp"}},
	{Name: "image/gif", MaxBytes: maxImageBytes, Extensions: []string{".gif"}},
	{Name: "image/avif", MaxBytes: maxImageBytes, Extensions: []string{".avif"}},

	{Name: "video/mp4", MaxBytes: maxVideoBytes, Extensions: []string{".mp4", ".m4v"}, also: []string{"video/x-m4v"}, looks: []string{"video/x-m4v"}},
	{Name: "video/webm", MaxBytes: maxVideoBytes, Extensions: []string{".webm"}},
	{Name: "video/quicktime", MaxBytes: maxVideoBytes, Extensions: []string{".mov", ".qt"}},

	{Name: "audio/mpeg", MaxBytes: maxAudioBytes, Extensions: []string{".mp3"}, also: []string{"audio/mp3", "audio/x-mpeg"}},
	{Name: "audio/mp4", MaxBytes: maxAudioBytes, Extensions: []string{".m4a"}, also: []string{"audio/m4a", "audio/x-m4a"}, looks: []string{"audio/x-m4a", "video/mp4"}},
	{Name: "audio/ogg", MaxBytes: maxAudioBytes, Extensions: []string{".ogg", ".oga", ".opus"}, also: []string{"application/ogg", "audio/opus"}},
	{Name: "audio/wav", MaxBytes: maxAudioBytes, Extensions: []string{".wav"}, also: []string{"audio/x-wav", "audio/wave", "audio/vnd.wave"}},

	{Name: "application/pdf", MaxBytes: maxDocumentBytes, Extensions: []string{".pdf"}, also: []string{"application/x-pdf"}},
	{Name: "application/epub+zip", MaxBytes: maxDocumentBytes, Extensions: []string{".epub"}},
	{Name: officePrefix + "wordprocessingml.document", MaxBytes: maxDocumentBytes, Extensions: []string{".docx"}},
	{Name: officePrefix + "presentationml.presentation", MaxBytes: maxDocumentBytes, Extensions: []string{".pptx"}},
	{Name: officePrefix + "spreadsheetml.sheet", MaxBytes: maxDocumentBytes, Extensions: []string{".xlsx"}},
	{Name: odfPrefix + "text", MaxBytes: maxDocumentBytes, Extensions: []string{".odt"}},
	{Name: odfPrefix + "presentation", MaxBytes: maxDocumentBytes, Extensions: []string{".odp"}},
	{Name: odfPrefix + "spreadsheet", MaxBytes: maxDocumentBytes, Extensions: []string{".ods"}},
	{Name: "text/plain", MaxBytes: maxDocumentBytes, Extensions: []string{".txt"}, looks: plainLooks},
	{Name: "text/csv", MaxBytes: maxDocumentBytes, Extensions: []string{".csv"}, looks: plainLooks},
	{Name: "text/markdown", MaxBytes: maxDocumentBytes, Extensions: []string{".md", ".markdown"}, also: []string{"text/x-markdown"}, looks: plainLooks},
}

// Takes tells whether the hub takes files of a type, by the name that it has here.
func Takes(name string) bool {
	return slices.ContainsFunc(MediaTypes, func(t *MediaType) bool { return t.Name == name })
}

// insteads say what to do with files that the hub does not take, by type.
var insteads = map[string]string{
	"image/svg+xml":                 "an SVG can run scripts; export it as PNG or WebP",
	"text/html":                     "HTML can run scripts; write it as a page, or print it to a PDF",
	"application/xhtml+xml":         "HTML can run scripts; write it as a page, or print it to a PDF",
	"text/javascript":               "scripts are not taken; put several files that belong together into a document, or publish them elsewhere and link to them",
	"image/heic":                    "browsers cannot show HEIC; export it as JPEG or WebP",
	"image/heif":                    "browsers cannot show HEIF; export it as JPEG or WebP",
	"image/tiff":                    "browsers cannot show TIFF; export it as JPEG, PNG or WebP",
	"image/bmp":                     "export it as PNG or WebP",
	"application/msword":            "save it as .docx, .odt or PDF",
	"application/vnd.ms-excel":      "save it as .xlsx, .ods or .csv",
	"video/x-msvideo":               "export it as MP4 or WebM",
	"video/x-matroska":              "export it as MP4 or WebM",
	"application/zip":               "upload the files in it one by one",
	"text/vtt":                      "captions belong to a video: set them as a text track of its asset",
	"application/x-subrip":          "captions belong to a video: set them as a text track of its asset",
	"application/vnd.ms-powerpoint": "save it as .pptx, .odp or PDF",
}

// activeExtensions are the ends of names of what is refused with advice, where a
// client does not know its type.
var activeExtensions = map[string]string{
	".svg": "image/svg+xml", ".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml",
	".js": "text/javascript", ".mjs": "text/javascript", ".heic": "image/heic", ".vtt": "text/vtt", ".srt": "application/x-subrip",
	".doc": "application/msword", ".xls": "application/vnd.ms-excel", ".ppt": "application/vnd.ms-powerpoint", ".zip": "application/zip",
	".tif": "image/tiff", ".tiff": "image/tiff", ".bmp": "image/bmp", ".avi": "video/x-msvideo", ".mkv": "video/x-matroska",
}

// mediaTypeOf finds the type of a file that is about to come, by what a client says
// of it: its type, or else the end of its name.
func mediaTypeOf(name, declared string) (*MediaType, error) {
	extension := strings.ToLower(path.Ext(name))
	said, _, err := mime.ParseMediaType(declared)
	if declared == "" {
		return byExtension(extension)
	}
	if err != nil {
		return nil, fault.Invalid("contentType", "format", "write the type as image/png is written")
	}
	i := slices.IndexFunc(MediaTypes, func(t *MediaType) bool { return t.Name == said || slices.Contains(t.also, said) })
	if i < 0 {
		return nil, notTaken("contentType", said)
	}
	if extension != "" && !slices.Contains(MediaTypes[i].Extensions, extension) {
		return nil, fault.Invalid("fileName", "extension", "the name of a file of the type %s ends in %s", MediaTypes[i].Name, strings.Join(MediaTypes[i].Extensions, " or "))
	}
	return MediaTypes[i], nil
}

func byExtension(extension string) (*MediaType, error) {
	i := slices.IndexFunc(MediaTypes, func(t *MediaType) bool { return slices.Contains(t.Extensions, extension) })
	if i >= 0 {
		return MediaTypes[i], nil
	}
	if active, ok := activeExtensions[extension]; ok {
		return nil, notTaken("fileName", active)
	}
	return nil, fault.Invalid("fileName", "extension", "by its name nobody knows what it is; let it end as in %s", "report.pdf")
}

// notTaken refuses a type, and says what to do instead where that is known.
func notTaken(field, name string) error {
	if instead, ok := insteads[name]; ok {
		return fault.Invalid(field, "notAllowed", "files of the type %s are not taken: %s", name, instead)
	}
	return fault.Invalid(field, "notAllowed", "files of the type %s are not taken; images, videos, sounds and documents are", name)
}

// sniffBytes is how much of a file is looked at to tell its type. Office documents
// are archives, in which what tells them apart does not always come first.
const sniffBytes = 256 << 10

func init() { mimetype.SetLimit(sniffBytes) }

// confirm refuses a file whose first bytes are not those of its type.
func (t *MediaType) confirm(first []byte) error {
	found := mimetype.Detect(first)
	if found.Is(t.Name) || slices.ContainsFunc(t.looks, found.Is) {
		return nil
	}
	looks, _, _ := strings.Cut(found.String(), ";")
	if _, ok := insteads[looks]; ok && looks != "application/zip" {
		return notTaken("file", looks)
	}
	if found.Is("application/octet-stream") {
		return fault.Invalid("file", "contentType", "it is said to be of the type %s, and its bytes are not", t.Name)
	}
	return fault.Invalid("file", "contentType", "it is said to be of the type %s, and its bytes are those of %s", t.Name, looks)
}

// bounded refuses more bytes than files of the type may have.
func (t *MediaType) bounded(size int64) error {
	if size > t.MaxBytes {
		return fault.Invalid("size", "max", "a file of the type %s has at most %s", t.Name, readableBytes(t.MaxBytes))
	}
	return nil
}
