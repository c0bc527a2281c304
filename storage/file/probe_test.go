package file_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
)

func open(t *testing.T, s3 file.S3) *file.Bucket {
	t.Helper()
	bucket, err := file.OpenBucket(s3)
	if err != nil {
		t.Fatal(err)
	}
	return bucket
}

func TestProbe(t *testing.T) {
	t.Parallel()
	s3 := filetest.S3(t)
	bucket := open(t, s3)
	if probe := bucket.Probe(t.Context()); !probe.Missing || probe.Problem != nil {
		t.Errorf("of a bucket that is not there: %+v", probe)
	}
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if probe := bucket.Probe(t.Context()); probe.Missing || probe.Problem != nil || probe.Public || probe.TakesOther || probe.Skew.Abs().Seconds() > 5 {
		t.Errorf("of a bucket as it should be: %+v", probe)
	}
	for object := range bucket.List(t.Context(), "") {
		t.Errorf("%s was left", object.Key)
	}

	mustPublish(t, s3)
	if probe := bucket.Probe(t.Context()); !probe.Public {
		t.Errorf("of a bucket that anybody can read: %+v", probe)
	}
	s3.SecretKey += "x"
	if probe := open(t, s3).Probe(t.Context()); probe.Problem == nil || strings.Contains(probe.Problem.Error(), s3.SecretKey) {
		t.Errorf("with a wrong secret: %+v", probe)
	}
}

// mustPublish lets anybody read a bucket, as an operator might.
func mustPublish(t *testing.T, s3 file.S3) {
	t.Helper()
	address, err := url.Parse(s3.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	client, err := minio.New(address.Host, &minio.Options{Creds: credentials.NewStaticV4(s3.AccessKey, s3.SecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["*"]},"Action":["s3:GetObject"],"Resource":["arn:aws:s3:::` + s3.Bucket + `/*"]}]}`
	if err := client.SetBucketPolicy(t.Context(), s3.Bucket, policy); err != nil {
		t.Fatal(err)
	}
}

// TestLetUpload sets rules for pages where the store takes any, once. Stores that take
// none have rules of their own for all buckets.
func TestLetUpload(t *testing.T) {
	t.Parallel()
	bucket := filetest.Bucket(t)
	const app = "https://app.example"
	err := bucket.LetUpload(t.Context(), []string{app})
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotImplemented {
		t.Skip("the store takes no rules")
	}
	if err != nil {
		t.Fatal(err)
	}
	if lets, err := bucket.LetsUpload(t.Context(), app); err != nil || !lets {
		t.Errorf("the app: %t, %v", lets, err)
	}
	if err := bucket.LetUpload(t.Context(), []string{"https://other.example"}); err != nil {
		t.Fatal(err)
	}
	if lets, err := bucket.LetsUpload(t.Context(), "https://other.example"); err != nil || lets {
		t.Errorf("another site, after rules were there: %t, %v", lets, err)
	}
}

func TestObserve(t *testing.T) {
	t.Parallel()
	s3 := filetest.S3(t)
	bucket := open(t, s3)
	var asked []string
	bucket.Observe(func(request file.Request) { asked = append(asked, request.Method+" "+http.StatusText(request.Status)) })
	if err := bucket.Ensure(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(asked, []string{"HEAD Not Found", "PUT OK"}) {
		t.Errorf("told of %q", asked)
	}
}
