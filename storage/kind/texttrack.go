package kind

import "github.com/cocreated/hub/storage/format/caption"

// VTT is the track as a WebVTT file.
func (t *TextTrack) VTT() string { return caption.WebVTT(t.Cues) }
