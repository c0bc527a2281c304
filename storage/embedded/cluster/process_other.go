//go:build !linux

package cluster

import (
	"bytes"
	"context"
	"os/exec"
	"strconv"
)

func namespaced() []identity { return nil }

// serversIn tells whether the process that postmaster.pid names is a postmaster of the data folder, which stands in its
// command line. The portable ps knows no working folders.
func serversIn(ctx context.Context, data string, pid int) ([]int, error) {
	if pid == 0 {
		return nil, nil
	}
	out, err := exec.CommandContext(ctx, "ps", "-ww", "-o", "stat=,command=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return nil, ctx.Err() // ps fails when there is no such process
	}
	zombie := bytes.HasPrefix(bytes.TrimSpace(out), []byte("Z"))
	if zombie || !bytes.Contains(out, []byte("postgres -D "+data+" ")) {
		return nil, nil
	}
	return []int{pid}, nil
}

func waitGone(ctx context.Context, pid int) error { return pollGone(ctx, pid) }
