package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/cocreated/hub/storage/file"
)

// maxSkew is how far the clocks of the hub and of a store may be apart: S3 refuses
// signatures that are 15 minutes off, and addresses of uploads are valid for as little
// as that.
const maxSkew = time.Minute

// CheckFiles looks at the store of files: whether it keeps what it is given, and
// whether others can read or write what they should not.
func CheckFiles(ctx context.Context, bucket *file.Bucket) []Finding {
	probe := bucket.Probe(ctx)
	switch {
	case probe.Missing:
		return []Finding{{Text: "the bucket " + bucket.Name() + " is not there yet; hub serve makes it", Weak: true}}
	case probe.Problem != nil:
		return []Finding{{Text: "the bucket " + bucket.Name() + " keeps no files: " + probe.Problem.Error(), Failed: true}}
	}
	findings := []Finding{{Text: "the bucket " + bucket.Name() + " keeps what it is given"}}
	if probe.Public {
		findings = append(findings, Finding{Text: "anybody can read the bucket " + bucket.Name() + ", drafts included: make it private", Failed: true})
	} else {
		findings = append(findings, Finding{Text: "the public cannot read the bucket"})
	}
	if probe.TakesOther {
		findings = append(findings, Finding{Text: "the store takes uploads with a wrong checksum; the hub finds out only when they are complete", Weak: true})
	} else {
		findings = append(findings, Finding{Text: "the store refuses uploads with a wrong checksum"})
	}
	if skew := probe.Skew.Abs().Round(time.Second); skew > maxSkew {
		findings = append(findings, Finding{Text: fmt.Sprintf("the clock of the store is %s away from that of this machine", skew), Weak: true})
	}
	return findings
}

// CheckUploads looks whether pages of an origin may upload to a store.
func CheckUploads(ctx context.Context, bucket *file.Bucket, origin string) Finding {
	lets, err := bucket.LetsUpload(ctx, origin)
	switch {
	case err != nil:
		return Finding{Text: "whether pages may upload is not known: " + err.Error(), Weak: true}
	case !lets:
		return Finding{Text: "pages of " + origin + " may not upload: the store's rules for CORS must allow PUT from there", Weak: true}
	}
	return Finding{Text: "pages of " + origin + " may upload"}
}
