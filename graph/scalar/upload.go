package scalar

import (
	"io"

	"github.com/99designs/gqlgen/graphql"
)

// Upload is a file that comes along with its request. Only the transport for such requests makes one, before the file is there: the
// variables are read first, and copied.
type Upload struct{ *File }

// File is what came. It is there until the request is answered, and not longer.
type File struct {
	// Name is the one that it has where it comes from.
	Name string
	// ContentType is what its sender says it is.
	ContentType string
	// Size is how many bytes came.
	Size int64
	// Content are its bytes.
	Content io.ReaderAt
}

// Open reads the file from its beginning, however many others do.
func (f *File) Open() *io.SectionReader { return io.NewSectionReader(f.Content, 0, f.Size) }

// MarshalUpload is there because gqlgen wants scalars to go both ways. No field answers with a file.
func MarshalUpload(Upload) graphql.Marshaler { return graphql.Null }

// UnmarshalUpload reads an Upload: only what the transport has put in place of a null.
func UnmarshalUpload(v any) (Upload, error) {
	upload, ok := v.(Upload)
	if !ok {
		return Upload{}, invalid("a file that comes along, by a multipart request")
	}
	return upload, nil
}
