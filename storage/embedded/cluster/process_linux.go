package cluster

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// namespaced is a user namespace in which root is nobody. It needs no folder to be passable and no file to change hands,
// but a container may forbid it.
func namespaced() []identity {
	uid, gid, ok := lookup("nobody")
	if !ok {
		return nil
	}
	return []identity{{name: "nobody in a user namespace", attr: syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: uid, HostID: 0, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: gid, HostID: 0, Size: 1}},
	}}}
}

// serversIn lists the Postgres processes that work in a data folder. Each has it as its working folder. A zombie has
// none, and so is not listed.
func serversIn(_ context.Context, data string, _ int) ([]int, error) {
	want, err := os.Stat(data)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, fmt.Errorf("look for a Postgres that still runs: %w", err)
	}
	var pids []int
	for _, entry := range entries {
		pid, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		folder := filepath.Join("/proc", entry.Name())
		program, err := os.Readlink(filepath.Join(folder, "exe"))
		// "(deleted)" stands behind a program that was upgraded meanwhile.
		if err != nil || filepath.Base(strings.TrimSuffix(program, " (deleted)")) != "postgres" {
			continue
		}
		if at, err := os.Stat(filepath.Join(folder, "cwd")); err == nil && os.SameFile(at, want) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}

// waitGone waits for the end of a process that is no child of the hub.
func waitGone(ctx context.Context, pid int) error {
	fd, err := unix.PidfdOpen(pid, 0)
	if err == unix.ESRCH {
		return nil
	}
	if err != nil { // before Linux 5.3, or in a sandbox
		return pollGone(ctx, pid)
	}
	defer unix.Close(fd)
	for ctx.Err() == nil {
		// A slice of the wait, after which ctx is looked at again.
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 100)
		if err != nil && err != unix.EINTR {
			return err
		}
		if n > 0 {
			return nil
		}
	}
	return context.Cause(ctx)
}
