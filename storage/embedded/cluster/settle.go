package cluster

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// settle ends what an earlier hub has left running on a data folder, and removes a postmaster.pid that would stop
// Postgres from starting although nobody serves the folder. The hub holds its lock, so what runs there is an orphan.
func settle(ctx context.Context, data string, log *slog.Logger) error {
	file := filepath.Join(data, "postmaster.pid")
	for {
		postmaster, err := postmasterPID(file)
		if err != nil {
			return err
		}
		running, err := serversIn(ctx, data, postmaster)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // no cluster yet
		}
		if err != nil {
			return err
		}
		if len(running) == 0 {
			return removeStale(file, log)
		}
		if err := endServers(ctx, running, postmaster, log); err != nil {
			return fmt.Errorf("the Postgres processes %v still use %s: %w", running, data, err)
		}
		// Look again: a postmaster that did not end in order leaves its file, and perhaps its children.
	}
}

// removeStale removes what a crash has left. The number in it may be another process' by now, and Postgres would take
// that for a postmaster.
func removeStale(file string, log *slog.Logger) error {
	err := os.Remove(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		log.Warn("an earlier Postgres did not shut down in order; it recovers", "removed", file)
	}
	return err
}

func endServers(ctx context.Context, running []int, postmaster int, log *slog.Logger) error {
	if slices.Contains(running, postmaster) {
		log.Warn("an earlier hub left Postgres running; it is shut down", "pid", postmaster)
		err := end(ctx, []int{postmaster}, syscall.SIGINT, patience)
		if err == nil || ctx.Err() != nil {
			return err
		}
	}
	// Either it hangs, or it is dead and a new one would refuse to start beside its children. Nothing is lost: all
	// that was committed is in the write-ahead log.
	log.Warn("an earlier Postgres left processes behind; they are ended", "pids", running)
	return end(ctx, running, syscall.SIGQUIT, grace)
}

// end signals processes and waits until they are gone.
func end(ctx context.Context, pids []int, signal syscall.Signal, within time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for _, pid := range pids {
		syscall.Kill(pid, signal) // one that is gone already is what is wanted
	}
	for _, pid := range pids {
		if err := waitGone(ctx, pid); err != nil {
			return err
		}
	}
	return nil
}

// pollGone waits for the end of a process where the system offers nothing to wait on.
func pollGone(ctx context.Context, pid int) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for syscall.Kill(pid, 0) != syscall.ESRCH {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}

// postmasterPID reads the first line of a postmaster.pid: 0 when there is no such file, or nothing of use in it.
func postmasterPID(file string) (int, error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	line, _ := bufio.NewReader(f).ReadString('\n')
	pid, _ := strconv.Atoi(strings.TrimSpace(line))
	return max(pid, 0), nil
}
