package storage

import "github.com/cocreated/hub/storage/asset"

// Files keeps the bytes of assets; nil where the store was opened without a bucket.
func (s *Store) Files() *asset.Library { return s.files }

// AssetAddresses writes the addresses of what is served below base; nil where the store
// was opened without a bucket.
func (s *Store) AssetAddresses(base string) *asset.Addresses {
	if s.bucket == nil {
		return nil
	}
	return &asset.Addresses{Base: base, Signer: s.Signer}
}

// Delivery finds what is served of assets, at addresses that the given ones are.
func (s *Store) Delivery(addresses *asset.Addresses) *asset.Delivery {
	return &asset.Delivery{Live: s.Live, Draft: s.Draft, Bucket: s.bucket, Files: s.files, Addresses: addresses}
}
