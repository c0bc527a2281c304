package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7/pkg/cors"
)

// Probe is what a store did with an object that was written to try it.
type Probe struct {
	// Missing says that the store answers and has no such bucket.
	Missing bool
	// Problem is why an object could not be written, read and removed.
	Problem error
	// TakesOther says that it takes other bytes than those whose checksum was signed.
	TakesOther bool
	// Public says that whoever knows the name of an object can read it, or all names.
	Public bool
	// Skew is how far the store's clock is ahead of this machine's.
	Skew time.Duration
}

// probeTime is for how long the address is valid by which uploads are tried.
const probeTime = time.Minute

// Probe tries the bucket with an object, which is gone afterwards. Its key is that of an
// upload: should it stay, it is swept as one.
func (b *Bucket) Probe(ctx context.Context) (probe Probe) {
	there, err := b.core.BucketExists(ctx, b.s3.Bucket)
	if err != nil || !there {
		return Probe{Missing: err == nil, Problem: err}
	}
	key, text := "uploads/"+uuid.NewString(), []byte("a probe of the hub")
	if probe.Problem = b.keeps(ctx, key, text); probe.Problem == nil {
		probe.Public, probe.Skew, probe.Problem = b.shows(ctx, key)
	}
	if probe.Problem == nil {
		probe.TakesOther, probe.Problem = b.takesOther(ctx, key)
	}
	probe.Problem = errors.Join(probe.Problem, b.Remove(ctx, key))
	return probe
}

// keeps writes and reads an object.
func (b *Bucket) keeps(ctx context.Context, key string, text []byte) error {
	if err := b.Put(ctx, key, bytes.NewReader(text), int64(len(text)), "text/plain"); err != nil {
		return err
	}
	body, _, err := b.Get(ctx, key, 0, 0)
	if err != nil {
		return err
	}
	defer body.Close()
	read, err := io.ReadAll(body)
	if err == nil && !bytes.Equal(read, text) {
		err = errors.New("what was read is not what was written")
	}
	return err
}

// shows asks for an object, and for the names of all, as anybody could.
func (b *Bucket) shows(ctx context.Context, key string) (public bool, skew time.Duration, err error) {
	for _, path := range []string{"/" + key, "/?list-type=2"} {
		status, told, err := ask(ctx, http.MethodGet, b.s3.Endpoint+"/"+b.s3.Bucket+path, nil, nil)
		if err != nil {
			return false, 0, err
		}
		public = public || status < http.StatusBadRequest
		if date, err := http.ParseTime(told.Get("Date")); err == nil {
			skew = time.Until(date)
		}
	}
	return public, skew, nil
}

// takesOther uploads other bytes than those whose checksum was signed.
func (b *Bucket) takesOther(ctx context.Context, key string) (bool, error) {
	sum := sha256.Sum256([]byte("signed"))
	header := http.Header{"X-Amz-Checksum-Sha256": {base64.StdEncoding.EncodeToString(sum[:])}}
	address, err := b.core.PresignHeader(ctx, http.MethodPut, b.s3.Bucket, key, probeTime, url.Values{}, header)
	if err != nil {
		return false, err
	}
	status, _, err := ask(ctx, http.MethodPut, address.String(), header, []byte("other!"))
	return err == nil && status < http.StatusBadRequest, err
}

// ask sends a request that is not signed by its header, and gives back the head of the
// answer.
func ask(ctx context.Context, method, address string, header http.Header, body []byte) (status int, told http.Header, err error) {
	request, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header = header
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, err
	}
	return response.StatusCode, response.Header, response.Body.Close()
}

// LetsUpload tells whether pages of an origin may upload to the store, as their
// browsers would ask it.
func (b *Bucket) LetsUpload(ctx context.Context, origin string) (bool, error) {
	header := http.Header{
		"Origin": {origin}, "Access-Control-Request-Method": {http.MethodPut}, "Access-Control-Request-Headers": {"content-type,x-amz-checksum-sha256"},
	}
	status, told, err := ask(ctx, http.MethodOptions, b.s3.PublicEndpoint+"/"+b.s3.Bucket+"/uploads/probe", header, nil)
	if err != nil {
		return false, fmt.Errorf("%s does not answer from here: %w", b.s3.PublicEndpoint, err)
	}
	allowed := told.Get("Access-Control-Allow-Origin")
	return status < http.StatusBadRequest && (allowed == "*" || allowed == origin), nil
}

// LetUpload lets pages of origins upload to the store. Rules that the bucket has
// already are its operator's, and stay. Some stores know no such rules.
func (b *Bucket) LetUpload(ctx context.Context, origins []string) error {
	rules, err := b.core.GetBucketCors(ctx, b.s3.Bucket)
	if err != nil || rules != nil && len(rules.CORSRules) > 0 {
		return err
	}
	return b.core.SetBucketCors(ctx, b.s3.Bucket, cors.NewConfig([]cors.Rule{{
		ID: "hub", AllowedOrigin: origins, AllowedMethod: []string{http.MethodPut, http.MethodGet, http.MethodHead},
		AllowedHeader: []string{"*"}, ExposeHeader: []string{"ETag"}, MaxAgeSeconds: 3600,
	}}))
}
