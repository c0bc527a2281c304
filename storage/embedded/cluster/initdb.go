package cluster

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/cocreated/hub/storage/embedded/child"
)

// settings are written once, into the cluster's own postgresql.conf: an operator may change them there, or with ALTER SYSTEM.
const settings = `
# The hub's, made for a small machine. Change them as you like: the hub does not write here again.
max_connections = 100
shared_buffers = 128MB
effective_cache_size = 1GB
work_mem = 8MB
random_page_cost = 1.1
wal_compression = on
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
# Statements carry what people wrote; the hub reports its own errors.
log_min_error_statement = panic
`

const freshPrefix = "data.new-"

// initdb makes the cluster. It does so under another name: what is found under the right one is whole, however the hub ends.
func initdb(ctx context.Context, bin binaries, id identity, p paths, fast bool) error {
	leftovers, _ := filepath.Glob(filepath.Join(escapeGlob(p.home()), freshPrefix+"*"))
	for _, dir := range leftovers {
		os.RemoveAll(dir) // fails where the initdb of a killed hub is still at work, and that removes it itself
	}
	fresh, err := os.MkdirTemp(p.home(), freshPrefix)
	if err != nil {
		return err
	}
	if err := own(fresh, id); err != nil {
		return err
	}
	args := append([]string{"-D", fresh, "-U", "hub", "-A", "trust", "-E", "UTF8", "--data-checksums", "--no-instructions"}, locale()...)
	if fast {
		args = append(args, "--no-sync")
	}
	cmd := id.command(bin.program("initdb"), args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	run, err := child.Start(cmd)
	if err != nil {
		return fmt.Errorf("make the cluster: %w", err)
	}
	select {
	case <-run.Ended():
	case <-ctx.Done():
		return fmt.Errorf("make the cluster: %w", stop(ctx, run))
	}
	if run.Err() != nil {
		return fmt.Errorf("make the cluster with %s: %w\n\t%s", cmd.Path, run.Err(), strings.ReplaceAll(strings.TrimSpace(out.String()), "\n", "\n\t"))
	}
	if err := appendSettings(filepath.Join(fresh, "postgresql.conf"), !fast); err != nil {
		return err
	}
	if err := os.Rename(fresh, p.data()); err != nil {
		return err
	}
	if fast {
		return nil
	}
	home, err := os.Open(p.home())
	if err != nil {
		return err
	}
	defer home.Close()
	return home.Sync()
}

// locale is the plain one of code points; where sorting must be right the hub names an ICU collation. macOS knows no C.UTF-8.
func locale() []string {
	if runtime.GOOS == "darwin" {
		return []string{"--locale=C", "--lc-ctype=en_US.UTF-8"}
	}
	return []string{"--locale=C.UTF-8"}
}

func appendSettings(path string, sync bool) error {
	conf, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer conf.Close()
	if _, err := conf.WriteString(settings); err != nil || !sync {
		return err
	}
	return conf.Sync()
}
