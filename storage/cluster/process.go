package cluster

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

const (
	// patience is how long a server may take to shut down in order; its last checkpoint may have much to write.
	patience = time.Minute
	// grace is how long a server may take to end when it is told to drop everything.
	grace = 10 * time.Second
)

// process is a child of the hub.
type process struct {
	*os.Process
	ended chan struct{}
	err   error // why, once ended is closed
}

// spawn starts a command and keeps one OS thread for it until it ends: Linux tells a child of its parent's death when
// the thread that started it ends, and Go ends threads as it likes.
func spawn(cmd *exec.Cmd) (*process, error) {
	p := &process{ended: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		p.Process = cmd.Process
		started <- err
		if err == nil {
			p.err = cmd.Wait()
			close(p.ended)
		}
	}()
	return p, <-started
}

// failure is why a process ended that should not have.
func (p *process) failure() error {
	if p.err == nil {
		return errors.New("it ended by itself")
	}
	return p.err
}

// stop ends a postmaster or initdb in order (SIGINT), at once when ctx ends before that (SIGQUIT), and by force in the end.
// It returns ctx's error when order could not be kept.
func (p *process) stop(ctx context.Context) error {
	p.Signal(syscall.SIGINT)
	select {
	case <-p.ended:
		return nil
	case <-ctx.Done():
	case <-time.After(patience):
	}
	p.Signal(syscall.SIGQUIT)
	select {
	case <-p.ended:
	case <-time.After(grace):
		p.Kill()
		<-p.ended
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return errors.New("the Postgres server did not shut down in time and was ended by force")
}
