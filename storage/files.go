package storage

import "github.com/cocreated/hub/storage/file"

// Files keeps the bytes of assets; nil where the store was opened without a bucket.
func (s *Store) Files() *file.Library { return s.files }

// AssetAddresses writes the addresses of what is served below base; nil where the store
// was opened without a bucket.
func (s *Store) AssetAddresses(base string) *file.Addresses {
	if s.bucket == nil {
		return nil
	}
	return &file.Addresses{Base: base, Signer: s.Signer}
}

// Delivery finds what is served of assets, at addresses that the given ones are.
func (s *Store) Delivery(addresses *file.Addresses) *file.Delivery {
	return &file.Delivery{Live: s.live, Draft: s.draft, Bucket: s.bucket, Files: s.files, Addresses: addresses}
}
