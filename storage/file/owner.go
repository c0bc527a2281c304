package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ownerKey is the object that says to which hub a bucket belongs.
const ownerKey = "owner"

// own makes the bucket that of this hub, and fails where it is another's. Who sweeps
// takes what the database does not know for left over, and would remove all that the
// other hub has.
func (l *Library) own(ctx context.Context) error {
	if _, err := l.DB.NewRaw("INSERT INTO hub.settings (name, value) VALUES ('bucket_owner', gen_random_uuid()) ON CONFLICT DO NOTHING").Exec(ctx); err != nil {
		return err
	}
	var hub string
	if err := l.DB.NewRaw("SELECT value FROM hub.settings WHERE name = 'bucket_owner'").Scan(ctx, &hub); err != nil {
		return err
	}
	body, _, err := l.Bucket.Get(ctx, ownerKey, 0, 0)
	if errors.Is(err, ErrMissing) {
		return l.Bucket.Put(ctx, ownerKey, strings.NewReader(hub), int64(len(hub)), "text/plain")
	}
	if err != nil {
		return err
	}
	defer body.Close()
	owner, err := io.ReadAll(io.LimitReader(body, int64(len(hub))))
	if err == nil && string(owner) != hub {
		err = fmt.Errorf("the bucket %s belongs to another hub, so nothing in it is swept: give each its own; where this one takes the other's place, remove the object %q first", l.Bucket.Name(), ownerKey)
	}
	return err
}
