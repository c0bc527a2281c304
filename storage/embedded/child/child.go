// Package child runs other programs as children of the hub that do not outlive it.
package child

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
)

// Process is a child of the hub.
type Process struct {
	*os.Process
	ended chan struct{}
	err   error
}

// Start starts a command and keeps one OS thread for it until it ends: Linux tells a child of its parent's death when
// the thread that started it ends, and Go ends threads as it likes.
func Start(cmd *exec.Cmd) (*Process, error) {
	p := &Process{ended: make(chan struct{})}
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

// Ended is closed when the child has ended.
func (p *Process) Ended() <-chan struct{} { return p.ended }

// Err is why the child ended, as [exec.Cmd.Wait] has it. It is known once the child has ended.
func (p *Process) Err() error { return p.err }

// Failure is why a child ended that should not have.
func (p *Process) Failure() error {
	if p.err == nil {
		return errors.New("it ended by itself")
	}
	return p.err
}
