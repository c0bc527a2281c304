package storage

import "github.com/cocreated/hub/storage/asset"

// Files keeps the bytes of assets; nil where the store was opened without a bucket.
func (s *Store) Files() *asset.Library {
	if s.bucket == nil {
		return nil
	}
	return &asset.Library{DB: s.Draft, Bucket: s.bucket, Queue: s.queue}
}
