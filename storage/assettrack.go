package storage

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/format/caption"
	"github.com/cocreated/hub/storage/kind"
)

// TextTrackFile is a file of captions or subtitles for an asset.
type TextTrackFile struct {
	// ID is that of the asset, Version the one that the change is based on.
	ID       string
	Version  int
	Language content.Locale
	Kind     kind.TextTrackKind
	// Content is WebVTT or SRT.
	Content string
	Note    *string
	DryRun  bool
}

// TextTrackUpdate is the update of an asset that puts a file in the place of its text
// track of the same language and kind, or beside the others where there is none.
func (s *Store) TextTrackUpdate(ctx context.Context, file TextTrackFile) (map[string]any, error) {
	cues, err := caption.Read(file.Content)
	if err != nil {
		return nil, fault.Invalid("content", "captions", "%s", err.Error())
	}
	_, entry, err := content.DecodeID("id", file.ID)
	if err != nil {
		return nil, err
	}
	track := map[string]any{"cues": cues}
	var part uuid.UUID
	err = s.draft.NewRaw(`SELECT id FROM parts WHERE entry_id = ? AND kind = 'textTrack' AND fields->>'language' = ? AND fields->>'kind' = ?
		ORDER BY position LIMIT 1`, entry, file.Language, file.Kind).Scan(ctx, &part)
	switch {
	case err == nil:
		track["id"] = content.EncodeID("textTrack", part)
	case errors.Is(err, sql.ErrNoRows):
		track["slug"] = strings.ToLower(string(file.Kind) + "-" + string(file.Language))
		track["language"], track["kind"] = file.Language, file.Kind
	default:
		return nil, err
	}
	return map[string]any{
		"id": file.ID, "version": file.Version, "note": file.Note, "dryRun": file.DryRun, "textTracks": []map[string]any{track},
	}, nil
}
