package cluster

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/cocreated/hub/storage/embedded/lock"
)

// LockedError says that another hub uses the data folder.
type LockedError struct {
	Dir string // the data folder
	PID int    // the other hub's process, 0 when it has not said so yet
}

func (e *LockedError) Error() string {
	who := "another hub"
	if e.PID != 0 {
		who = fmt.Sprintf("another hub (process %d)", e.PID)
	}
	return fmt.Sprintf("the data folder %s is in use by %s: stop that one, or set HUB_DATA to another folder", e.Dir, who)
}

// acquire takes the hub's hold on its data folder.
func acquire(dir string) (*lock.Lock, error) {
	hold, err := lock.Take(filepath.Join(dir, "hub.lock"))
	var held *lock.HeldError
	if errors.As(err, &held) {
		return nil, &LockedError{Dir: dir, PID: held.PID}
	}
	return hold, err
}
