package delivery

import (
	"net/http"
	"regexp"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/file"
)

// request is what an address asks for.
type request struct {
	id        uuid.UUID
	variant   file.Variant
	rendition *file.Rendition
	signature string
	// stream is the file of an HLS ladder.
	stream string
	draft  bool
	// download asks for a file to be kept instead of shown.
	download bool
}

// streamName is what files of HLS ladders are called.
var streamName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}$`)

// read reads an address. The name at its end is free, but in an HLS ladder, whose files name each other.
func read(r *http.Request) (*request, bool) {
	id, err := uuid.Parse(r.PathValue("id"))
	if err != nil || id.String() != r.PathValue("id") {
		return nil, false // there is one way to write an id
	}
	variant, known := file.ParseVariant(r.PathValue("variant"))
	if !known {
		return nil, false
	}
	query := r.URL.Query()
	asked := &request{id: id, variant: variant, signature: query.Get(file.SignatureQuery), download: query.Has(file.DownloadQuery)}
	switch query.Get(file.StageQuery) {
	case "":
	case file.DraftStage:
		asked.draft = true
	default:
		return nil, false
	}
	if rendition, made := file.ParseRendition(variant.Name); made {
		asked.rendition = &rendition
	}
	if variant.Name == file.Streams {
		asked.stream = r.PathValue("name")
		return asked, streamName.MatchString(asked.stream)
	}
	return asked, true
}
