// Package lock keeps a folder for one process at a time.
package lock

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// HeldError says that another process holds a lock.
type HeldError struct {
	PID int // that process, 0 when it has not said so yet
}

func (e *HeldError) Error() string {
	if e.PID == 0 {
		return "another process holds the lock"
	}
	return fmt.Sprintf("process %d holds the lock", e.PID)
}

// Lock is a process's hold on a file. The kernel frees it when the process dies, however that happens.
type Lock struct{ file *os.File }

// Take takes the lock that a file is, which is made where it is missing. It fails with a [*HeldError] where another
// process has it.
func Take(path string) (*Lock, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		text, _ := io.ReadAll(file)
		file.Close()
		pid, _ := strconv.Atoi(strings.TrimSpace(string(text)))
		return nil, &HeldError{PID: pid}
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
	return &Lock{file}, nil
}

// Release empties the file and leaves it: to remove it would let two processes lock two files of one name.
func (l *Lock) Release() {
	_ = l.file.Truncate(0) // the number in it is for people
	// Not by Close alone: a child that has just been forked holds the file, too, until it becomes another program.
	_ = unix.Flock(int(l.file.Fd()), unix.LOCK_UN)
	l.file.Close()
}
