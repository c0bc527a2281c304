package media

import (
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// limiters are the programs that hold others to limits. prlimit takes the limits on
// itself before it becomes the program, so that there is no moment without them.
var limiters = []string{prlimit}

const prlimit = "prlimit"

// confined is the command for a program that is held to its limits.
func (t *Tools) confined(program string, most limits, args []string) (path string, confined []string) {
	seconds := uint64((most.computing() + time.Second - 1) / time.Second)
	for _, limit := range []struct {
		name       string
		resource   int
		soft, hard uint64
	}{
		{"as", unix.RLIMIT_AS, most.memory, most.memory},
		// A signal says so at the first of the two; the kernel kills at the second.
		{"cpu", unix.RLIMIT_CPU, seconds, seconds + 1},
		{"fsize", unix.RLIMIT_FSIZE, most.file, most.file},
		{"nofile", unix.RLIMIT_NOFILE, mostFiles, mostFiles},
		{"core", unix.RLIMIT_CORE, 0, 0},
	} {
		// Nobody may raise a limit, so one of the hub's own that is lower stays.
		var own unix.Rlimit
		if err := unix.Getrlimit(limit.resource, &own); err == nil {
			limit.soft, limit.hard = min(limit.soft, own.Max), min(limit.hard, own.Max)
		}
		confined = append(confined, fmt.Sprintf("--%s=%d:%d", limit.name, limit.soft, limit.hard))
	}
	return t.paths[prlimit], append(append(confined, "--", t.paths[program]), args...)
}

// standBack makes a program give way to the hub.
func standBack(pid int) error {
	if err := unix.Setpriority(unix.PRIO_PROCESS, pid, priority); err != nil && !errors.Is(err, unix.ESRCH) {
		return err
	}
	return nil
}
