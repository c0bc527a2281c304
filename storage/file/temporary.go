package file

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/cocreated/hub/storage/file/media"
)

// sweepTemporary removes what hubs that were killed have left in the folder for
// temporary files. Nothing is in use there for a day, by the clock of the machine, whose
// hubs share the folder. What another user's hub has left is for that one.
func (*Library) sweepTemporary(context.Context, time.Time, *Swept) error {
	entries, err := os.ReadDir(os.TempDir())
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), media.TempPrefix) {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > sweepAge {
			_ = os.RemoveAll(filepath.Join(os.TempDir(), entry.Name()))
		}
	}
	return nil
}
