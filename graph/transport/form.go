package transport

import (
	"errors"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"

	"github.com/cocreated/hub/graph/scalar"
)

// maxNameBytes is the longest name of a file, and of its media type: that of file systems.
const maxNameBytes = 255

// form is the body of a multipart request: the parts `operations` and `map`, and behind them one part for each file.
type form struct {
	options Options
	body    *arrival
	parts   *multipart.Reader
	awaited map[string]*scalar.File // by the name of its part
	spooled []*os.File
}

func newForm(w http.ResponseWriter, r *http.Request, options Options) (*form, *problem) {
	// Until it is known who may send files, no more may come than any other request has, twice, and the headers of the parts.
	body := newArrival(w, r.Body, options, min(2*options.MaxBodyBytes+64<<10, options.MaxUploadBytes))
	r.Body = body
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, malformedForm()
	}
	return &form{options: options, body: body, parts: parts}, nil
}

// params reads the request, with a place in its variables for each of the files that the map announces.
func (f *form) params(r *http.Request) (*graphql.RawParams, *problem) {
	start := graphql.Now()
	operations, p := f.text("operations")
	if p != nil {
		return nil, p
	}
	params, p := decodeParams(operations)
	if p != nil {
		return nil, p
	}
	announced, p := f.text("map")
	if p != nil {
		return nil, p
	}
	files, p := decodeFileMap(announced, f.options.MaxUploadFiles)
	if p != nil {
		return nil, p
	}
	f.awaited = make(map[string]*scalar.File, len(files))
	for name, paths := range files {
		file := &scalar.File{}
		f.awaited[name] = file
		for _, path := range paths {
			if !place(params.Variables, path, scalar.Upload{File: file}) {
				return nil, badRequest("Each path in the part map must lead to a null in the variables, such as variables.file or " +
					"variables.files.0, and no two to the same.")
			}
		}
	}
	return complete(params, r, start)
}

// text reads the next part, which must have this name.
func (f *form) text(name string) ([]byte, *problem) {
	part, p := f.next()
	if p != nil {
		return nil, p
	}
	if part == nil || part.FormName() != name {
		return nil, badRequest("A multipart request has the part operations first, then the part map, then the files.")
	}
	data, err := io.ReadAll(io.LimitReader(part, f.options.MaxBodyBytes+1))
	switch {
	case err != nil:
		return nil, f.broken()
	case int64(len(data)) > f.options.MaxBodyBytes:
		return nil, bodyTooLarge()
	}
	return data, nil
}

// next is the next part, and nil behind the last.
func (f *form) next() (*multipart.Part, *problem) {
	part, err := f.parts.NextPart()
	switch {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, f.broken()
	}
	return part, nil
}

// receive waits for the files, each of which must come once. The error is a problem of the request, or one of this machine.
func (f *form) receive() error {
	f.body.raise(f.options.MaxUploadBytes)
	for {
		part, p := f.next()
		if p != nil {
			return p
		}
		if part == nil {
			return f.end()
		}
		file := f.awaited[part.FormName()]
		if file == nil {
			return badRequest("Each part behind the part map must be a file that the map names, once.")
		}
		delete(f.awaited, part.FormName())
		if p := describe(file, part); p != nil {
			return p
		}
		if err := f.spool(file, part); err != nil {
			return err
		}
	}
}

// describe takes over what the sender of a file says of it.
func describe(file *scalar.File, part *multipart.Part) *problem {
	name := part.FileName()
	switch {
	case name == "":
		return badRequest("A part that the part map names has no file name, so it is no file.")
	case len(name) > maxNameBytes:
		return badRequest("The name of a file is longer than 255 bytes.")
	case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
		return badRequest("The name of a file is not valid UTF-8, or holds the NUL character.")
	}
	file.Name, file.ContentType = name, mediaOf(part.Header.Get("Content-Type"))
	return nil
}

// spool writes what is left of a part into a temporary file.
func (f *form) spool(file *scalar.File, part io.Reader) error {
	spooled, err := os.CreateTemp(f.options.TempDir, "hub-upload-*")
	if err != nil {
		return err
	}
	f.spooled = append(f.spooled, spooled)
	// Where the system allows it the file has no name from the beginning, so that not even a killed process leaves it behind.
	_ = os.Remove(spooled.Name())
	file.Content = spooled
	file.Size, err = io.Copy(spooled, part)
	var ours *fs.PathError
	if err != nil && !errors.As(err, &ours) {
		return f.broken()
	}
	return err
}

// end makes sure that nothing is missing, and nothing of the body left on the way.
func (f *form) end() error {
	if len(f.awaited) > 0 {
		return badRequest("A file that the part map names is missing.")
	}
	if _, err := io.Copy(io.Discard, f.body); err != nil {
		return f.broken()
	}
	return nil
}

// close removes the files, whatever became of the request.
func (f *form) close() {
	f.body.giveUp()
	for _, file := range f.spooled {
		_ = file.Close()
		_ = os.Remove(file.Name())
	}
}

// broken is why nothing more can be read.
func (f *form) broken() *problem {
	switch cause := f.body.failure; {
	case errors.Is(cause, errLongerThanAllowed):
		return bodyTooLarge()
	case errors.Is(cause, os.ErrDeadlineExceeded):
		return &problem{
			status: http.StatusRequestTimeout, code: codeBadUserInput, message: "The request body arrives too slowly.",
			header: http.Header{"Connection": {"close"}},
		}
	case cause != nil:
		return unreadable()
	}
	return malformedForm()
}

func malformedForm() *problem {
	return badRequest("The request body is no well-formed multipart/form-data.")
}
