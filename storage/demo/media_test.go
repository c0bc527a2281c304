package demo_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"maps"
	"path"
	"slices"
	"testing"

	"github.com/gabriel-vasile/mimetype"
	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/demo"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/kind"
)

// shown is an asset of the demo content with its fields as the store has them.
type shown struct {
	*node
	fields kind.AssetFields
}

func assets(t *testing.T) []shown {
	t.Helper()
	var all []shown
	for _, entry := range read(t) {
		if entry.Kind == "asset" {
			all = append(all, shown{entry, fieldsOf[kind.AssetFields](t, entry)})
		}
	}
	return all
}

func fieldsOf[T any](t *testing.T, n *node) T {
	t.Helper()
	var fields T
	data, err := json.Marshal(n.Fields)
	if err == nil {
		err = json.Unmarshal(data, &fields)
	}
	if err != nil {
		t.Fatalf("%s %s: %v", n.Kind, n.Slug, err)
	}
	return fields
}

// TestMedia holds the records of assets against the files: each is there, is what its
// record says, and none is left over.
func TestMedia(t *testing.T) {
	t.Parallel()
	media, err := demo.Media()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	total := 0
	files, err := fs.ReadDir(media, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		there[file.Name()] = true
	}
	for _, asset := range assets(t) {
		name := asset.fields.FileName
		data, err := fs.ReadFile(media, name)
		if err != nil {
			t.Error(err)
			continue
		}
		delete(there, name)
		total += len(data)
		sum := sha256.Sum256(data)
		if asset.fields.SHA256 == nil || *asset.fields.SHA256 != hex.EncodeToString(sum[:]) || asset.fields.SizeBytes != int64(len(data)) {
			t.Errorf("%s is not the file of its record", name)
		}
		if sniffed := mimetype.Detect(data); !sniffed.Is(asset.fields.ContentType) {
			t.Errorf("%s is %s, but its record says %s", name, sniffed, asset.fields.ContentType)
		}
	}
	if len(there) > 0 {
		t.Errorf("no asset shows %v", slices.Sorted(maps.Keys(there)))
	}
	if total > 3<<20 {
		t.Errorf("the files have %d bytes, more than a program should carry", total)
	}
}

// TestMediaIsPointedTo has each asset shown somewhere: the recording of each webinar, each
// file of a publication under its own name and in its own format, an image of each course.
func TestMediaIsPointedTo(t *testing.T) {
	t.Parallel()
	files := map[string]kind.AssetFields{}
	unused := map[string]bool{}
	for _, asset := range assets(t) {
		files[asset.Slug], unused[asset.Slug] = asset.fields, true
	}
	use := func(n *node, relation string) (kind.AssetFields, bool) {
		raw, ok := n.Refs[relation]
		if !ok {
			return kind.AssetFields{}, false
		}
		slug := list(t, raw)[0]
		delete(unused, slug)
		return files[slug], true
	}
	for _, entry := range read(t) {
		entry.walk(func(n *node) {
			switch n.Kind {
			case "webinar":
				if stored, ok := use(n, "recording"); !ok || file.TypeOf(stored.ContentType) != file.Video {
					t.Errorf("%s has no video", n.Slug)
				}
				use(n, "slides")
			case "course":
				if stored, ok := use(n, "image"); !ok || file.TypeOf(stored.ContentType) != file.Image {
					t.Errorf("%s has no image", n.Slug)
				}
			case "file":
				part := fieldsOf[kind.FileFields](t, n)
				if file, ok := use(n, "asset"); !ok || file.ContentType != part.Format || file.FileName != path.Base(part.Path) {
					t.Errorf("%s shows %+v", n.Slug, file)
				}
			}
		})
	}
	if len(unused) > 0 {
		t.Errorf("nothing points to %v", slices.Sorted(maps.Keys(unused)))
	}
}

// TestCaptions gives each recording the captions that its webinar promises, and what is
// spoken the kind for those who cannot hear.
func TestCaptions(t *testing.T) {
	t.Parallel()
	recordings := map[string]shown{}
	for _, asset := range assets(t) {
		recordings[asset.Slug] = asset
	}
	for _, entry := range read(t) {
		if entry.Kind != "webinar" {
			continue
		}
		webinar := fieldsOf[kind.WebinarFields](t, entry)
		recording := recordings[list(t, entry.Refs["recording"])[0]]
		tracks := map[string]string{}
		want := map[string]string{}
		for _, locale := range webinar.CaptionLocales {
			want[string(locale)] = "SUBTITLES"
			if locale == webinar.Language {
				want[string(locale)] = "CAPTIONS"
			}
		}
		for _, part := range recording.Parts {
			track := fieldsOf[kind.TextTrackFields](t, part)
			tracks[string(track.Language)] = string(track.Kind)
			checkCues(t, recording.Slug+" "+part.Slug, track.Cues, seconds(t, recording.fields.FileName))
		}
		if diff := cmp.Diff(want, tracks); diff != "" || len(tracks) == 0 {
			t.Errorf("%s: text tracks (-want +got):\n%s", entry.Slug, diff)
		}
	}
}

// checkCues has cues say something, one after the other, without a gap, as long as the
// video takes.
func checkCues(t *testing.T, track string, cues []kind.Cue, length float64) {
	t.Helper()
	at := 0.0
	for _, cue := range cues {
		if cue.Text == "" || cue.Start != at || cue.End <= cue.Start {
			t.Errorf("%s: a cue from %g to %g after %g says %q", track, cue.Start, cue.End, at, cue.Text)
		}
		at = cue.End
	}
	if at != length {
		t.Errorf("%s ends after %g seconds, the video after %g", track, at, length)
	}
}

// seconds is how long a video takes, as the header of its MP4 says.
func seconds(t *testing.T, name string) float64 {
	t.Helper()
	media, err := demo.Media()
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(media, name)
	if err != nil {
		t.Fatal(err)
	}
	_, header, found := bytes.Cut(data, []byte("mvhd\x00"))
	if !found || len(header) < 19 {
		t.Fatalf("%s has no header of a film", name)
	}
	// After the flags, and the times of making and changing it: units a second, and how many.
	return float64(binary.BigEndian.Uint32(header[15:])) / float64(binary.BigEndian.Uint32(header[11:]))
}

// TestAltTexts describes each image in each language to those who cannot see it.
func TestAltTexts(t *testing.T) {
	t.Parallel()
	images := 0
	for _, shown := range assets(t) {
		if file.TypeOf(shown.fields.ContentType) != file.Image {
			continue
		}
		images++
		if diff := cmp.Diff(contentLanguages, shown.in("altText")); diff != "" {
			t.Errorf("%s: languages of the text for those who cannot see it (-want +got):\n%s", shown.Slug, diff)
		}
	}
	if images != 4 {
		t.Errorf("%d images, want 4", images)
	}
}
