//go:build !linux

package media

import (
	"errors"
	"syscall"
)

// limiters: only Linux has a program that holds others to limits; elsewhere their time
// is all that bounds them.
var limiters []string

// confined is the command for a program.
func (t *Tools) confined(program string, _ limits, args []string) (path string, confined []string) {
	return t.paths[program], args
}

// standBack makes a program give way to the hub.
func standBack(pid int) error {
	if err := syscall.Setpriority(syscall.PRIO_PROCESS, pid, priority); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
