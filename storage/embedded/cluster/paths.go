package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// paths names what belongs to the cluster in a data folder.
type paths string

func (p paths) home() string   { return filepath.Join(string(p), "postgres") }
func (p paths) data() string   { return filepath.Join(p.home(), "data") }
func (p paths) socket() string { return filepath.Join(p.home(), "socket") }
func (p paths) log() string    { return filepath.Join(p.home(), "server.log") }

// makeHome makes the folder around the cluster. It stays the hub's own, also where the server runs as another
// user: a server gone astray then cannot lead the hub elsewhere with a link in place of the log.
func (p paths) makeHome() error {
	if err := os.MkdirAll(p.home(), 0o711); err != nil {
		return err
	}
	return os.Chmod(p.home(), 0o711) // whatever the umask
}

// version is the major version of the cluster there is, 0 when there is none.
func (p paths) version() (int, error) {
	text, err := os.ReadFile(filepath.Join(p.data(), "PG_VERSION"))
	if errors.Is(err, fs.ErrNotExist) {
		// An empty folder may be replaced, anything else is not ours.
		if err := os.Remove(p.data()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return 0, fmt.Errorf("%s has no PG_VERSION, so it is no Postgres cluster, and it is not empty: move it away", p.data())
		}
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	major, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return 0, fmt.Errorf("%s: PG_VERSION says %q", p.data(), text)
	}
	return major, nil
}
