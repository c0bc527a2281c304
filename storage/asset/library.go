package asset

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/job"
)

// Library is the files of the hub: their bytes in the store and their records in
// the database.
type Library struct {
	DB     *bun.DB // search path draft, as the owner
	Bucket *Bucket
	Queue  *job.Queue
}
