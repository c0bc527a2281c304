package cluster

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
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

// lock is the hub's hold on its data folder. The kernel frees it when the hub dies, however that happens.
type lock struct{ file *os.File }

func acquire(dir string) (*lock, error) {
	file, err := os.OpenFile(filepath.Join(dir, "hub.lock"), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		text, _ := io.ReadAll(file)
		file.Close()
		pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
		return nil, &LockedError{Dir: dir, PID: pid}
	}
	if err == nil {
		err = file.Truncate(0)
	}
	if err == nil {
		_, err = fmt.Fprintln(file, os.Getpid())
	}
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("lock %s: %w", file.Name(), err)
	}
	return &lock{file}, nil
}

// release empties the file and leaves it: to remove it would let two hubs lock two files of one name.
func (l *lock) release() {
	_ = l.file.Truncate(0) // the number in it is for people
	// Not by Close alone: a child that has just been forked holds the file, too, until it becomes another program.
	_ = unix.Flock(int(l.file.Fd()), unix.LOCK_UN)
	l.file.Close()
}
