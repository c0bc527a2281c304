package file

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/pg"
)

// sweepAge is how old things are before they are swept: until then somebody may be
// about to point to them.
const sweepAge = 24 * time.Hour

// Swept counts what a sweep has removed.
type Swept struct {
	// Uploads are those whose time was over.
	Uploads int `json:"uploads"`
	// Files are those that nothing refers to, with all their objects.
	Files int `json:"files"`
	// Multiparts are objects that were on their way and belong to no upload.
	Multiparts int `json:"multiparts"`
	// Objects are those that belong to no file and no upload.
	Objects int `json:"objects"`
}

// Sweep removes what nobody needs, as of a moment: uploads whose time is over, files
// to which nothing refers, live or draft, past or in the bin, and what is left in the
// store of something that was cut off. Rows go before objects, so that there is never
// a file without its bytes; what a sweep that was cut off leaves is for the next.
// Sweeps may run at once, and while files are taken in.
func (l *Library) Sweep(ctx context.Context, now time.Time) (Swept, error) {
	var swept Swept
	if err := l.own(ctx); err != nil {
		return swept, err
	}
	for _, step := range []func(context.Context, time.Time, *Swept) error{l.sweepUploads, l.sweepFiles, l.sweepMultiparts, l.sweepObjects, l.sweepTemporary} {
		if err := step(ctx, now, &swept); err != nil {
			return swept, err
		}
	}
	return swept, nil
}

// sweepUploads takes those whose time was over before one that is being completed can
// still be on its way.
func (l *Library) sweepUploads(ctx context.Context, now time.Time, swept *Swept) error {
	var over []*Upload
	err := l.DB.NewSelect().Model(&over).Where("u.expires_at < ?", now.Add(-finishTime)).Order("u.expires_at").Scan(ctx)
	if err != nil {
		return err
	}
	for _, upload := range over {
		if err := l.dropUpload(ctx, upload); err != nil {
			return err
		}
		swept.Uploads++
	}
	return nil
}

// unreferenced finds files that nothing refers to. Foreign keys keep those of drafts
// and of what is live; the other places hold checksums, and outlive their assets.
const unreferenced = `
	f.wanted_at < ?0
	AND NOT EXISTS (SELECT FROM draft.assets AS a WHERE a.sha256 = f.sha256)
	AND NOT EXISTS (SELECT FROM live.assets AS a WHERE a.sha256 = f.sha256)
	AND NOT EXISTS (SELECT FROM past.assets AS a WHERE a.sha256 = f.sha256)
	AND NOT EXISTS (SELECT FROM hub.revisions AS r WHERE r.record->'fields'->>'sha256' = f.sha256)
	AND NOT EXISTS (SELECT FROM hub.bin AS b WHERE f.sha256 IN (b.record->'fields'->>'sha256', b.record->'live'->'fields'->>'sha256'))`

func (l *Library) sweepFiles(ctx context.Context, now time.Time, swept *Swept) error {
	var candidates []string
	before := now.Add(-sweepAge)
	if err := l.DB.NewRaw("SELECT f.sha256 FROM hub.files AS f WHERE "+unreferenced, before).Scan(ctx, &candidates); err != nil {
		return err
	}
	for _, sha256 := range candidates {
		var id uuid.UUID
		err := l.DB.NewRaw("DELETE FROM hub.files AS f WHERE f.sha256 = ?1 AND "+unreferenced+" RETURNING f.id", before, sha256).Scan(ctx, &id)
		if pg.IsNoRows(err) || isReferenced(err) {
			continue // somebody has come to need it meanwhile
		}
		if err != nil {
			return err
		}
		if err := l.discard(ctx, id); err != nil {
			return err
		}
		swept.Files++
	}
	return nil
}

// isReferenced tells whether a row could not be deleted because another has come to
// refer to it.
func isReferenced(err error) bool {
	var failure interface{ SQLState() string }
	return errors.As(err, &failure) && failure.SQLState() == "23503"
}

func (l *Library) sweepMultiparts(ctx context.Context, now time.Time, swept *Swept) error {
	for multipart, err := range l.Bucket.Multiparts(ctx) {
		if err != nil {
			return err
		}
		if multipart.Started.After(now.Add(-sweepAge)) {
			continue
		}
		var known bool
		if err := l.DB.NewRaw("SELECT EXISTS (SELECT FROM hub.uploads WHERE multipart_id = ?)", multipart.ID).Scan(ctx, &known); err != nil {
			return err
		}
		if known {
			continue
		}
		if err := l.Bucket.Abort(ctx, multipart.Key, multipart.ID); err != nil {
			return err
		}
		swept.Multiparts++
	}
	return nil
}

// sweepBatch is for how many objects at a time the database is asked whose they are.
const sweepBatch = 500

func (l *Library) sweepObjects(ctx context.Context, now time.Time, swept *Swept) error {
	for prefix, owners := range map[string]string{
		filesPrefix:   "SELECT id::text FROM hub.files UNION ALL SELECT id::text FROM hub.uploads",
		uploadsPrefix: "SELECT id::text FROM hub.uploads WHERE file_sha256 IS NULL",
	} {
		var old []string
		for object, err := range l.Bucket.List(ctx, prefix) {
			if err != nil {
				return err
			}
			if !object.Modified.Before(now.Add(-sweepAge)) {
				continue
			}
			if old = append(old, object.Key); len(old) == sweepBatch {
				if err := l.sweepUnowned(ctx, prefix, owners, old, swept); err != nil {
					return err
				}
				old = nil
			}
		}
		if err := l.sweepUnowned(ctx, prefix, owners, old, swept); err != nil {
			return err
		}
	}
	return nil
}

// sweepUnowned removes those of some objects whose ids are not among the owners.
func (l *Library) sweepUnowned(ctx context.Context, prefix, owners string, keys []string, swept *Swept) error {
	ids := make([]string, len(keys))
	for i, key := range keys {
		ids[i], _, _ = strings.Cut(strings.TrimPrefix(key, prefix), "/")
	}
	var owned []string
	err := l.DB.NewRaw("SELECT id FROM (?) AS owners (id) WHERE id = ANY (?::text[])", bun.Safe(owners), pgdialect.Array(ids)).Scan(ctx, &owned)
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, id := range owned {
		known[id] = true
	}
	for i, key := range keys {
		if known[ids[i]] {
			continue
		}
		if err := l.Bucket.Remove(ctx, key); err != nil {
			return err
		}
		swept.Objects++
	}
	return nil
}
