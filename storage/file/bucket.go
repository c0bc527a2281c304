package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3 says where a store is that speaks S3, and how the hub signs in to it.
type S3 struct {
	// Endpoint is the store's address, as `https://s3.example.org`.
	Endpoint string
	// PublicEndpoint is the address by which browsers reach it; empty: Endpoint.
	PublicEndpoint string
	Bucket         string
	AccessKey      string
	SecretKey      string
	// Region as the store calls it; empty: us-east-1.
	Region string
}

// maxTries is how often a call is tried where the store does not answer. Whoever asked
// waits meanwhile, and may ask again.
const maxTries = 3

// defaultRegion is what stores that have no regions call theirs.
const defaultRegion = "us-east-1"

// ErrMissing says that there is no such object.
var ErrMissing = errors.New("asset: there is no such object")

// Object is what the store knows of an object.
type Object struct {
	Key         string
	Size        int64
	ContentType string
	Modified    time.Time
}

// Bucket is where the objects are. Only plain calls are used, which any S3 store
// answers.
type Bucket struct {
	core   minio.Core
	public *minio.Client
	s3     S3
	// idle are the connections to the store.
	idle  *http.Transport
	watch *watch
}

// OpenBucket prepares to talk to a store; it asks nothing of it yet.
func OpenBucket(s3 S3) (*Bucket, error) {
	if s3.Region == "" {
		s3.Region = defaultRegion
	}
	if s3.PublicEndpoint == "" {
		s3.PublicEndpoint = s3.Endpoint
	}
	watch := &watch{}
	transport, err := minio.DefaultTransport(strings.HasPrefix(s3.Endpoint, "https:"))
	if err != nil {
		return nil, err
	}
	client, err := s3.client(s3.Endpoint, progressReader{transport, watch})
	if err != nil {
		return nil, err
	}
	// It signs addresses, and asks nothing.
	public, err := s3.client(s3.PublicEndpoint, nil)
	if err != nil {
		return nil, err
	}
	return &Bucket{core: minio.Core{Client: client}, public: public, s3: s3, idle: transport, watch: watch}, nil
}

// Close gives up the connections that nobody uses.
func (b *Bucket) Close() { b.idle.CloseIdleConnections() }

func (s3 S3) client(endpoint string, transport http.RoundTripper) (*minio.Client, error) {
	address, err := url.Parse(endpoint)
	if err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" || address.Path != "" && address.Path != "/" {
		return nil, fmt.Errorf("the address of the store must be like https://s3.example.org, not %q", endpoint)
	}
	return minio.New(address.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(s3.AccessKey, s3.SecretKey, ""),
		Secure: address.Scheme == "https",
		Region: s3.Region, Transport: transport, MaxRetries: maxTries,
		// Path style works with every store; names of buckets then need no DNS.
		BucketLookup: minio.BucketLookupPath,
	})
}

// Name is the bucket's name.
func (b *Bucket) Name() string { return b.s3.Bucket }

// Ensure makes the bucket where it is missing.
func (b *Bucket) Ensure(ctx context.Context) error {
	there, err := b.core.BucketExists(ctx, b.s3.Bucket)
	if err != nil || there {
		return err
	}
	err = b.core.MakeBucket(ctx, b.s3.Bucket, minio.MakeBucketOptions{Region: b.s3.Region})
	if code := minio.ToErrorResponse(err).Code; code == minio.BucketAlreadyOwnedByYou {
		return nil
	}
	return err
}

// Put stores an object; a size of -1 is one that is not known. It is there whole or
// not at all.
func (b *Bucket) Put(ctx context.Context, key string, body io.Reader, size int64, contentType string) error {
	_, err := b.core.Client.PutObject(ctx, b.s3.Bucket, key, body, size, minio.PutObjectOptions{ContentType: contentType, PartSize: PartBytes})
	return err
}

// Get reads an object from an offset to its end, or as many bytes as length says
// where that is above 0. It fails with [ErrMissing] before anything is read.
func (b *Bucket) Get(ctx context.Context, key string, offset, length int64) (io.ReadCloser, Object, error) {
	var options minio.GetObjectOptions
	if offset > 0 || length > 0 {
		end := int64(0)
		if length > 0 {
			end = offset + length - 1
		}
		if err := options.SetRange(offset, end); err != nil {
			return nil, Object{}, err
		}
	}
	body, info, _, err := b.core.GetObject(ctx, b.s3.Bucket, key, options)
	if err != nil {
		return nil, Object{}, missing(err)
	}
	return body, object(info), nil
}

// Stat tells what is known of an object.
func (b *Bucket) Stat(ctx context.Context, key string) (Object, error) {
	info, err := b.core.StatObject(ctx, b.s3.Bucket, key, minio.StatObjectOptions{})
	return object(info), missing(err)
}

// Remove takes an object away; one that is not there is no error.
func (b *Bucket) Remove(ctx context.Context, key string) error {
	return b.core.RemoveObject(ctx, b.s3.Bucket, key, minio.RemoveObjectOptions{})
}

// RemoveAll takes away all objects whose keys begin with a prefix.
func (b *Bucket) RemoveAll(ctx context.Context, prefix string) error {
	for object, err := range b.List(ctx, prefix) {
		if err == nil {
			err = b.Remove(ctx, object.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// List goes through the objects whose keys begin with a prefix.
func (b *Bucket) List(ctx context.Context, prefix string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for info := range b.core.Client.ListObjectsIter(ctx, b.s3.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
			if !yield(object(info), info.Err) || info.Err != nil {
				return
			}
		}
	}
}

func object(info minio.ObjectInfo) Object {
	return Object{Key: info.Key, Size: info.Size, ContentType: info.ContentType, Modified: info.LastModified}
}

// missing makes the store's ways of saying so one.
func missing(err error) error {
	if err == nil {
		return nil
	}
	response := minio.ToErrorResponse(err)
	if response.StatusCode == http.StatusNotFound || response.Code == minio.NoSuchKey {
		return fmt.Errorf("%w: %w", ErrMissing, err)
	}
	return err
}

// PartBytes is how much goes into one part of what the hub itself stores, and the
// least size of a file that is uploaded in several parts.
const PartBytes = 16 << 20
