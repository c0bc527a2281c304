package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketFile = ".s.PGSQL." + port
	// socketLimit is the longest path of a Unix socket, in bytes, on macOS; Linux allows 107.
	socketLimit = 103
	socketTemp  = "hub-postgres-"
)

// makeSocketDir makes the folder that the socket is in, for the server's user alone. Where its path is unfit for a socket, it is
// a link to a new folder in the system's temporary one; the link is how the next start finds and removes that.
func makeSocketDir(path string, id identity) (string, error) {
	if err := removeSocketDir(path); err != nil {
		return "", err
	}
	if fitsSocket(path) {
		if err := os.Mkdir(path, 0o700); err != nil {
			return "", err
		}
		return path, own(path, id)
	}
	dir, err := os.MkdirTemp(os.TempDir(), socketTemp) // a new name with mode 0700, so nobody can have prepared it
	if err != nil {
		return "", err
	}
	if err := os.Symlink(dir, path); err != nil {
		os.Remove(dir)
		return "", err
	}
	if !fitsSocket(dir) {
		return "", fmt.Errorf("both %s and %s are unfit for a Unix socket (at most %d bytes, no comma): set HUB_DATA or TMPDIR to a shorter path",
			path, dir, socketLimit-len("/"+socketFile))
	}
	return dir, own(dir, id)
}

// fitsSocket also refuses commas, at which clients split a list of hosts.
func fitsSocket(dir string) bool {
	return len(filepath.Join(dir, socketFile)) <= socketLimit && !strings.Contains(dir, ",")
}

func removeSocketDir(path string) error {
	target, err := os.Readlink(path)
	if err == nil && strings.HasPrefix(filepath.Base(target), socketTemp) {
		if err := os.RemoveAll(target); err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
	}
	return os.RemoveAll(path)
}
