package asset

import (
	"github.com/uptrace/bun"
	"golang.org/x/sync/singleflight"

	"github.com/cocreated/hub/storage/job"
)

// Library is the files of the hub: their bytes in the store and their records in
// the database.
type Library struct {
	DB     *bun.DB // search path draft, as the owner
	Bucket *Bucket
	Queue  *job.Queue

	// finishing are the uploads that are being completed.
	finishing singleflight.Group
}
