package delivery

import (
	"context"
	"io"
	"strings"

	"github.com/cocreated/hub/storage/file"
)

// draftPlaylist is a playlist of a draft, to be said. What it names is found relative to it, without its query, and would be
// that of the file which is live where the draft has another.
func (h *handler) draftPlaylist(ctx context.Context, found *item) error {
	body, _, err := h.Assets.Bucket.Get(ctx, found.Key, 0, 0)
	if err != nil {
		return err
	}
	defer body.Close()
	text, err := io.ReadAll(body)
	found.said, found.text = true, ofDraft(string(text))
	return err
}

// ofDraft asks for the draft of each file that a playlist names: all lines do that are not empty and no comments or tags.
func ofDraft(playlist string) string {
	var text strings.Builder
	for line := range strings.Lines(playlist) {
		name := strings.TrimRight(line, "\r\n")
		if name != "" && !strings.HasPrefix(name, "#") {
			line = name + "?" + file.StageQuery + "=" + file.DraftStage + "\n"
		}
		text.WriteString(line)
	}
	return text.String()
}
