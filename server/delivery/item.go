package delivery

import (
	"context"
	"errors"
	"path"
	"time"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/media"
)

// item is one variant of an asset, to be sent.
type item struct {
	file.Object
	// version and tag tell it apart from what else is, or was, served at its address.
	version, tag string
	fileName     string
	modified     time.Time
	// large is what may be read from the store itself.
	large bool
	// text is all of it, where it is said and not as it is in the store.
	said bool
	text string
}

// item finds what there is to send.
func (h *handler) item(ctx context.Context, served *file.Served, asked *request) (*item, error) {
	if track, said := asked.variant.Track(); said {
		return saidIn(served, track), nil
	}
	stored := served.File
	found := &item{version: stored.Version(), tag: stored.Version() + "-" + asked.variant.Name, fileName: served.FileName, modified: served.Modified}
	var err error
	switch {
	case asked.variant.Name == file.Original:
		found.large = true
		found.Object, err = h.Assets.Object(ctx, stored, file.Original)
	case asked.variant.Name == file.Preview && stored.Preview:
		found.fileName = file.Renamed(served.FileName, ".jpg")
		found.Object, err = h.Assets.Object(ctx, stored, file.Preview)
		found.ContentType = file.JPEG.ContentType()
	case asked.rendition != nil:
		err = h.render(ctx, found, stored, *asked.rendition)
	case asked.stream != "" && stored.Streams:
		found.fileName, found.tag = asked.stream, found.tag+"-"+asked.stream
		found.Object, err = h.Assets.Object(ctx, stored, file.Streams+"/"+asked.stream)
		found.ContentType = streamTypes[path.Ext(asked.stream)]
		// A playlist names its segments relative to where it was read.
		found.large = found.ContentType != playlist
		if err == nil && !found.large && asked.draft {
			err = h.draftPlaylist(ctx, found)
		}
	default:
		err = file.ErrUnknown
	}
	return found, err
}

// render is a file as an image in a width. Where it cannot be made now, it is the image as it is, which is not to be kept as
// what it was asked for as.
func (h *handler) render(ctx context.Context, found *item, stored *file.File, wanted file.Rendition) (err error) {
	if found.Object, err = h.Assets.Files.Rendition(ctx, stored, wanted); err != nil {
		var refused *media.Refusal
		if errors.As(err, &refused) {
			h.Logger.WarnContext(ctx, "an image cannot be made", "error", err, "file", stored.ID, "requestId", h.RequestID(ctx))
			return file.ErrMissing
		}
		return err
	}
	if found.Key != stored.Key(wanted.String()) {
		found.version, found.tag = "", found.tag+"-as-it-is"
		return nil
	}
	found.fileName = file.Renamed(found.fileName, "-"+wanted.String())
	return nil
}

// saidIn is a text track of an asset.
func saidIn(served *file.Served, track file.Track) *item {
	found := &item{said: true, text: track.Text(served.Cues), modified: served.Modified}
	found.version = file.TextVersion(found.text)
	found.tag = found.version + "-" + track.String()
	found.ContentType, found.fileName = tracks, file.Renamed(served.FileName, "."+track.Locale+".vtt")
	if track.Form == file.Transcript {
		found.ContentType, found.fileName = "text/plain", file.Renamed(served.FileName, "."+track.Locale+".txt")
	}
	return found
}

// streamTypes are those of the files of an HLS ladder.
var streamTypes = map[string]string{".m3u8": playlist, ".ts": transport, ".m4s": fragmented, ".mp4": "video/mp4", ".vtt": tracks}
