package storage

import "github.com/cocreated/hub/storage/asset"

// Files keeps the bytes of assets; nil where the store was opened without a bucket.
func (s *Store) Files() *asset.Library {
	if s.bucket == nil {
		return nil
	}
	return &asset.Library{DB: s.Draft, Bucket: s.bucket, Queue: s.queue}
}

// Delivery serves the bytes of assets, at addresses below base; nil where the store was
// opened without a bucket.
func (s *Store) Delivery(base string) *asset.Delivery {
	if s.bucket == nil {
		return nil
	}
	return &asset.Delivery{Live: s.Live, Draft: s.Draft, Bucket: s.bucket, Addresses: s.AssetAddresses(base)}
}

// AssetAddresses writes the addresses of what is served below base.
func (s *Store) AssetAddresses(base string) *asset.Addresses {
	return &asset.Addresses{Base: base, Signer: s.Signer}
}
