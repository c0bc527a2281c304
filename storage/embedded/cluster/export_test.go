package cluster

import "context"

// Outlive makes the server not notice the hub's death, as on systems that do not tell.
func Outlive(o *Options) { o.outlive = true }

// Pick looks for Postgres in the given folders alone.
func Pick(ctx context.Context, dirs []string, data string, want int) (version string, err error) {
	b, err := pick(ctx, dirs, data, want)
	return b.version, err
}

// WaitGone waits for the end of a process that is no child.
var WaitGone = waitGone
