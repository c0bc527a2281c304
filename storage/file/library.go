package file

import (
	"github.com/uptrace/bun"
	"golang.org/x/sync/singleflight"

	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/job"
)

// Library is the files of the hub: their bytes in the store and their records in
// the database.
type Library struct {
	DB     *bun.DB // search path draft, as the owner
	Bucket *Bucket
	Queue  *job.Queue
	// Tools look into files; nil: there are none.
	Tools *media.Tools
	// Scanner looks for viruses; nil: nobody does.
	Scanner *clamd.Scanner

	// rendering are the renditions that are being made, by key.
	rendering singleflight.Group
	// finishing are the uploads that are being completed.
	finishing singleflight.Group
}
