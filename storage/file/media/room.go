package media

import (
	"io"
	"os"
	"path/filepath"
)

// TempPrefix begins the names of temporary files and folders in which files are worked
// on, so that those are found which a hub has left that was killed.
const TempPrefix = "hub-file-"

// room is the private folder that programs work in. What they read and write has
// names of the room's own there, which no program takes for an option, for an address
// or for anything else that has a meaning to it.
type room struct{ dir string }

// input is the name of the file that is read.
const input = "input"

// newRoom makes a room in which a file is the input; without a file it is empty.
func newRoom(path string) (*room, error) {
	dir, err := os.MkdirTemp("", TempPrefix+"room-")
	if err != nil {
		return nil, err
	}
	r := &room{dir: dir}
	if path == "" {
		return r, nil
	}
	if path, err = filepath.Abs(path); err == nil {
		err = os.Symlink(path, filepath.Join(dir, input))
	}
	if err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// take moves what was made out of the room.
func (r *room) take(name, to string) error {
	from := filepath.Join(r.dir, name)
	if os.Rename(from, to) == nil {
		return nil
	}
	// It may be another file system.
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	if _, err := io.Copy(target, source); err != nil {
		target.Close()
		return err
	}
	return target.Close()
}

func (r *room) close() { os.RemoveAll(r.dir) }
