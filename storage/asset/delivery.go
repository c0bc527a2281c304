package asset

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
)

// ErrUnknown says that there is nothing to serve at an address.
var ErrUnknown = errors.New("asset: there is nothing to serve")

// Delivery finds and reads what is served of assets.
type Delivery struct {
	// Live reads what is published, as the public; Draft what is written.
	Live, Draft *bun.DB
	Bucket      *Bucket
	Addresses   *Addresses
}

// Served is what there is to serve of an asset.
type Served struct {
	File     *File `bun:"type:jsonb"`
	FileName string
	// Modified is when the asset was last written or published.
	Modified time.Time
}

// Find finds what there is to serve of an asset, by one statement, which is as fresh as
// the stage: what is unpublished is gone with the next request. It fails with
// [ErrUnknown].
func (d *Delivery) Find(ctx context.Context, stage content.Stage, id uuid.UUID) (*Served, error) {
	db := d.Live
	if stage == content.StageDraft {
		db = d.Draft
	}
	served := &Served{}
	err := db.NewSelect().TableExpr("assets AS k").Join("JOIN entries AS e ON e.id = k.id").
		ColumnExpr("k.file, k.file_name, greatest(e.updated_at, e.published_at) AS modified").
		Where("k.id = ?", id).Where("EXISTS (SELECT FROM texts AS t WHERE t.entry_id = k.id AND t.part_id IS NULL)").Scan(ctx, served)
	if errors.Is(err, sql.ErrNoRows) || err == nil && (served.File == nil || !served.File.Served()) {
		return nil, ErrUnknown
	}
	return served, err
}

// Object finds the object of a file that is a variant of it. It fails with [ErrMissing].
func (d *Delivery) Object(ctx context.Context, file *File, name string) (Object, error) {
	if name == Original {
		// It is known from the record, so the store is not asked.
		return Object{Key: file.Key(Original), Size: file.SizeBytes, ContentType: file.ContentType}, nil
	}
	return d.Bucket.Stat(ctx, file.Key(name))
}
