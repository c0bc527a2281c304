package cluster

import (
	"context"
	"errors"
	"syscall"
	"time"

	"github.com/cocreated/hub/storage/embedded/child"
)

const (
	// patience is how long a server may take to shut down in order; its last checkpoint may have much to write.
	patience = time.Minute
	// grace is how long a server may take to end when it is told to drop everything.
	grace = 10 * time.Second
)

// stop ends a postmaster or initdb in order (SIGINT), at once when ctx ends before that (SIGQUIT), and by force in the end.
// It returns ctx's error when order could not be kept.
func stop(ctx context.Context, p *child.Process) error {
	p.Signal(syscall.SIGINT)
	select {
	case <-p.Ended():
		return nil
	case <-ctx.Done():
	case <-time.After(patience):
	}
	p.Signal(syscall.SIGQUIT)
	select {
	case <-p.Ended():
	case <-time.After(grace):
		p.Kill()
		<-p.Ended()
	}
	if err := context.Cause(ctx); err != nil {
		return err
	}
	return errors.New("the Postgres server did not shut down in time and was ended by force")
}
