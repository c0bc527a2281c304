package media

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"github.com/cocreated/hub/storage/embedded/child"
)

// limits are what one run of a program may use. Sizes are in bytes.
type limits struct {
	// time is how long it may take by the clock; cpu how long it may compute, the same where
	// that is zero.
	time, cpu time.Duration
	// memory is the most it may have of it, as addresses.
	memory uint64
	// file is how large a file it writes may be.
	file uint64
	// output is how much of what it writes to its standard output is wanted; it is
	// stopped when it goes on. Zero: it may write what it likes, and nobody reads it.
	output int
}

// computing is how long it may compute.
func (l limits) computing() time.Duration {
	if l.cpu == 0 {
		return l.time
	}
	return l.cpu
}

const (
	// mostFiles is how many files a program may have open.
	mostFiles = 64
	// priority is how far programs stand back behind the hub: from 0 to 19.
	priority = 10
	// saidBytes is how much of what a program says of its failure is kept.
	saidBytes = 2000
	// endTime is how long the end of what a program started may be waited for.
	endTime = 2 * time.Second
)

// errTooLong: a program used up the time that it may compute.
var errTooLong = errors.New("it took too long")

// output is what a program wrote, as far as it was wanted.
type output struct {
	text string
	// cut: it wrote more.
	cut bool
}

// run has a program do something in a room. It fails with a *failure where the
// program does, and with the context's error where that ended.
func (t *Tools) run(ctx context.Context, program string, in *room, most limits, args ...string) (*output, error) {
	most = t.bounds(most)
	bounded, cancel := context.WithTimeout(ctx, most.time)
	defer cancel()
	wanted := &head{most: most.output, full: cancel}
	said := &tail{}
	path, confined := t.confined(program, most, args)
	cmd := exec.CommandContext(bounded, path, confined...)
	cmd.Dir, cmd.Env = in.dir, environment(in.dir)
	cmd.Stdout, cmd.Stderr = wanted, said
	// A group of its own, so that whatever it starts ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = endTime
	child.FollowParent(cmd, syscall.SIGKILL)
	process, err := child.Start(cmd)
	if err != nil {
		return nil, err
	}
	if err := standBack(process.Pid); err != nil {
		cancel()
		<-process.Ended()
		return nil, err
	}
	<-process.Ended()
	switch err := process.Err(); {
	case wanted.cut:
		return &output{text: wanted.text.String(), cut: true}, nil
	case err == nil:
		return &output{text: wanted.text.String()}, nil
	case context.Cause(ctx) != nil:
		return nil, context.Cause(ctx)
	case bounded.Err() != nil:
		return nil, fmt.Errorf("%s: not done after %s: %w", program, most.time, bounded.Err())
	default:
		return nil, &failure{program: program, said: said.String(), err: reason(err, most.computing())}
	}
}

// reason tells a program that computed for as long as it may from others that failed.
// Some end in order when they are told so, and do not say why.
func reason(err error, may time.Duration) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) && (ended(exit, syscall.SIGXCPU) || exit.UserTime()+exit.SystemTime() >= may) {
		return errTooLong
	}
	return err
}

// environment is all that programs know of their surroundings.
func environment(dir string) []string {
	return []string{
		"LC_ALL=C.UTF-8", "HOME=" + dir, "TMPDIR=" + dir,
		// Only decoders of libvips that are tested against hostile files, and no threads.
		"VIPS_BLOCK_UNTRUSTED=1", "VIPS_CONCURRENCY=1",
	}
}

// refuse says what a failed run means where the file is the only one that can be at
// fault, in words for editors. What may pass stays as it is.
func refuse(err error, message string) error {
	var failed *failure
	var exit *exec.ExitError
	switch {
	case !errors.As(err, &failed):
		return err
	case errors.Is(failed.err, errTooLong):
		return &Refusal{Message: "it takes longer to read than a file may", Detail: failed.Error()}
	case errors.As(failed.err, &exit) && ended(exit, syscall.SIGKILL):
		// Whoever ends processes when the machine has no memory left was it.
		return err
	case strings.Contains(failed.said, "No space left on device"), strings.HasPrefix(failed.said, "prlimit: "):
		return err
	}
	return &Refusal{Message: message, Detail: failed.Error()}
}

// ended tells whether a signal ended a program.
func ended(exit *exec.ExitError, signal syscall.Signal) bool {
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == signal
}
