package file

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/format/caption"
)

// ErrUnknown says that there is nothing to serve at an address.
var ErrUnknown = errors.New("asset: there is nothing to serve")

// Delivery finds and reads what is served of assets.
type Delivery struct {
	// Live reads what is published, as the public; Draft what is written.
	Live, Draft *bun.DB
	Bucket      *Bucket
	// Files makes renditions.
	Files     *Library
	Addresses *Addresses
}

// Served is what there is to serve of an asset.
type Served struct {
	File     *File `bun:"type:jsonb"`
	FileName string
	// Modified is when the asset was last written or published.
	Modified time.Time
	// Cues are those of the text track that was asked for.
	Cues []caption.Cue `bun:"type:jsonb"`
}

// Find finds what there is to serve of a variant of an asset, by one statement, which is
// as fresh as the stage: what is unpublished is gone with the next request. It fails with
// [ErrUnknown].
func (d *Delivery) Find(ctx context.Context, stage content.Stage, id uuid.UUID, variant Variant) (*Served, error) {
	db := d.Live
	if stage == content.StageDraft {
		db = d.Draft
	}
	query := db.NewSelect().TableExpr("assets AS k").Join("JOIN entries AS e ON e.id = k.id").
		ColumnExpr("k.file, k.file_name, greatest(e.updated_at, e.published_at) AS modified").
		Where("k.id = ?", id).Where("EXISTS (SELECT FROM texts AS t WHERE t.entry_id = k.id AND t.part_id IS NULL)")
	track, said := variant.Track()
	if said {
		query.ColumnExpr("p.fields->'cues' AS cues").
			Join("JOIN parts AS p ON p.entry_id = k.id AND p.kind = 'textTrack'").Where("p.fields->>'language' = ?", track.Locale).
			OrderExpr("p.fields->>'kind', p.position").Limit(1)
		if track.Form != Transcript {
			query.Where("p.fields->>'kind' = ?", strings.ToUpper(string(track.Form)))
		}
	}
	served := &Served{}
	err := query.Scan(ctx, served)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !said && (served.File == nil || !served.File.Served()) {
		return nil, ErrUnknown
	}
	return served, err
}

// Text is a text track as it is served.
func (t Track) Text(cues []caption.Cue) string {
	if t.Form == Transcript {
		return caption.Transcript(cues)
	}
	return caption.WebVTT(cues)
}

// TextVersion is what tells a text from all others, as addresses have it.
func TextVersion(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])[:versionDigits]
}

// Object finds the object of a file that is a variant of it. It fails with [ErrMissing].
func (d *Delivery) Object(ctx context.Context, file *File, name string) (Object, error) {
	if name == Original {
		// It is known from the record, so the store is not asked.
		return Object{Key: file.Key(Original), Size: file.SizeBytes, ContentType: file.ContentType}, nil
	}
	return d.Bucket.Stat(ctx, file.Key(name))
}
