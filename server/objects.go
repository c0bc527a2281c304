package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"time"

	"github.com/cocreated/hub/server/relay"
	"github.com/cocreated/hub/storage/embedded/objectstore"
	"github.com/cocreated/hub/storage/file"
)

// objects is where the bytes of assets are, with the store that the hub may have
// brought along.
type objects struct {
	bucket *file.Bucket
	// server is the hub's own store, where this process runs it.
	server *objectstore.Server
	// endpoint is where the hub's own store listens; empty: the store is somebody else's.
	endpoint string
}

// bucketPatience is how long a store may take to say that the bucket is there.
const bucketPatience = 10 * time.Second

// checkStore refuses a store by halves.
func (s *Settings) checkStore() error {
	given := []bool{s.S3Endpoint != "", s.S3Bucket != "", s.S3AccessKey != "", s.S3SecretKey != ""}
	if slices.Contains(given, true) && slices.Contains(given, false) {
		return errors.New("S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY go together")
	}
	if !given[0] && (s.S3PublicEndpoint != "" || s.S3Region != "") {
		return errors.New("S3_PUBLIC_ENDPOINT and S3_REGION go with S3_ENDPOINT")
	}
	if !given[0] && s.AssetRedirect {
		return errors.New("HUB_ASSET_REDIRECT goes with S3_ENDPOINT: the hub's own store is read through the hub")
	}
	return nil
}

// openObjects opens the store of files of the settings: that of S3_ENDPOINT, or else
// the hub's own, which is started or, beside another hub, used where it runs.
func (s *Settings) openObjects(ctx context.Context, log *slog.Logger, access access) (_ *objects, err error) {
	o := &objects{}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.close(context.WithoutCancel(ctx)))
		}
	}()
	s3 := file.S3{
		Endpoint: s.S3Endpoint, PublicEndpoint: s.S3PublicEndpoint, Bucket: s.S3Bucket,
		AccessKey: s.S3AccessKey, SecretKey: s.S3SecretKey, Region: s.S3Region,
	}
	if s.S3Endpoint == "" {
		if s3, err = o.embedded(ctx, s, log, access != alone); err != nil {
			return nil, err
		}
	}
	if o.bucket, err = file.OpenBucket(s3); err != nil || access == looking {
		return o, err
	}
	return o, o.ensure(ctx, s, log, access)
}

// ensure makes the bucket where it is missing. A hub serves without a store that is
// somebody else's and does not answer: what has no bytes is served all the same.
func (o *objects) ensure(ctx context.Context, settings *Settings, log *slog.Logger, access access) error {
	ctx, cancel := context.WithTimeout(ctx, bucketPatience)
	defer cancel()
	err := o.bucket.Ensure(ctx)
	if err != nil {
		err = fmt.Errorf("the bucket %s cannot be reached: %w", o.bucket.Name(), err)
	}
	if access != alone || o.endpoint != "" {
		return err
	}
	if err != nil {
		log.ErrorContext(ctx, "the hub serves without its files", "error", err)
		return nil
	}
	if err := o.bucket.LetUpload(ctx, settings.CORSOrigins); err != nil {
		log.InfoContext(ctx, "the store takes no rules for CORS; hub check says whether pages may upload", "said", err.Error())
	}
	return nil
}

func (o *objects) embedded(ctx context.Context, s *Settings, log *slog.Logger, attach bool) (s3 file.S3, err error) {
	dir := filepath.Join(s.Data, "objects")
	o.server, err = objectstore.Start(ctx, objectstore.Options{Dir: dir, Logger: log})
	var locked *objectstore.LockedError
	switch {
	case errors.As(err, &locked) && attach:
		s3, err = objectstore.Attach(ctx, dir)
	case err == nil:
		s3 = o.server.S3()
	}
	if err != nil {
		return s3, err
	}
	o.endpoint = s3.Endpoint
	origin, err := s.origin()
	if err != nil {
		return s3, err
	}
	// Browsers reach it through the hub.
	s3.PublicEndpoint = origin.String()
	return s3, nil
}

// origin is the public address of the hub without a path.
func (s *Settings) origin() (*url.URL, error) {
	address, err := url.Parse(s.publicURL())
	if err != nil || address.Host == "" {
		return nil, fmt.Errorf("HUB_PUBLIC_URL must be like https://hub.example.org, not %q", s.publicURL())
	}
	return &url.URL{Scheme: address.Scheme, Host: address.Host}, nil
}

// uploadPatience is how long somebody who uploads may send nothing.
const uploadPatience = 30 * time.Second

// relay lets browsers upload into the hub's own store, which they reach through the hub.
func (o *objects) relay(mux *http.ServeMux, settings *Settings, log *slog.Logger) error {
	if o.endpoint == "" {
		return nil
	}
	origin, err := settings.origin()
	if err != nil {
		return err
	}
	handler, err := relay.Handler(relay.Options{
		Store: o.endpoint, Host: origin.Host, Origins: settings.CORSOrigins, Patience: uploadPatience, RequestID: requestID, Logger: log,
	})
	if err != nil {
		return err
	}
	mux.Handle("/"+o.bucket.Name()+"/", handler)
	return nil
}

// publicOrigin is where browsers reach the store; empty: there is none.
func (o *objects) publicOrigin() (string, error) {
	if o.bucket == nil {
		return "", nil
	}
	return o.bucket.PublicOrigin()
}

// close stops the store that this process runs.
func (o *objects) close(ctx context.Context) error {
	if o == nil || o.server == nil {
		return nil
	}
	return o.server.Stop(ctx)
}
