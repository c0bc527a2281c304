package cluster

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"
)

// oldest is the oldest major version that the hub's SQL is written for.
const oldest = 15

// binaries are the programs of one installed Postgres.
type binaries struct {
	dir     string
	version string
	major   int
}

func (b binaries) program(name string) string { return filepath.Join(b.dir, name) }

// findBinaries finds the Postgres to run. A cluster that exists (want is its major version) can only be served by
// its own version; a new one (want is 0) gets the newest there is.
func findBinaries(ctx context.Context, binDir, data string, want int) (binaries, error) {
	if binDir != "" {
		return givenBinaries(ctx, binDir, data, want)
	}
	return pick(ctx, candidates(data), data, want)
}

func pick(ctx context.Context, dirs []string, data string, want int) (binaries, error) {
	var best binaries
	for _, dir := range dirs {
		b, err := inspect(ctx, dir)
		if ctx.Err() != nil {
			return best, context.Cause(ctx)
		}
		switch {
		case err != nil: // a leftover folder, or a program for another machine
		case b.major == want:
			return b, nil
		case want == 0 && b.major >= oldest && b.major > best.major:
			best = b
		}
	}
	switch {
	case best.dir != "":
		return best, nil
	case want != 0:
		return best, fmt.Errorf("the cluster in %s was made by Postgres %d, which was not found: install that version "+
			"(Debian, Ubuntu: postgresql-%[2]d; Homebrew: postgresql@%[2]d) or set HUB_POSTGRES_BIN to the folder of its programs",
			paths(data).data(), want)
	}
	return best, fmt.Errorf("no Postgres %d or later was found: install one (Debian, Ubuntu: postgresql; Homebrew: postgresql@18), "+
		"set HUB_POSTGRES_BIN to the folder of its programs, or set DATABASE_URL to a server that runs", oldest)
}

// givenBinaries takes the folder that the operator named, and no other: a wrong setting shall be noticed.
func givenBinaries(ctx context.Context, binDir, data string, want int) (binaries, error) {
	dir, err := filepath.Abs(binDir) // programs are started in another working folder
	if err != nil {
		return binaries{}, err
	}
	b, err := inspect(ctx, dir)
	switch {
	case err != nil:
		return b, fmt.Errorf("HUB_POSTGRES_BIN is %s, where no Postgres was found: %w", binDir, err)
	case b.major < oldest:
		return b, fmt.Errorf("HUB_POSTGRES_BIN is %s, which is Postgres %s: the hub needs %d or later", binDir, b.version, oldest)
	case want != 0 && b.major != want:
		return b, fmt.Errorf("HUB_POSTGRES_BIN is %s, which is Postgres %s, and the cluster in %s was made by Postgres %d: set it to the programs of that version",
			binDir, b.version, paths(data).data(), want)
	}
	return b, nil
}

// candidates are the folders that may hold Postgres' programs, the preferred first.
func candidates(data string) []string {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",         // Debian, Ubuntu, and PGDG for them
		"/usr/pgsql-*/bin",                  // PGDG for Red Hat and its kin
		"/usr/libexec/postgresql*",          // Alpine
		"/opt/homebrew/opt/postgresql*/bin", // Homebrew on Apple silicon
		"/usr/local/opt/postgresql*/bin",    // Homebrew on Intel
		filepath.Join(escapeGlob(data), "postgresql", "*", "bin"),
	} {
		found, _ := filepath.Glob(pattern) // fails on a bad pattern only
		dirs = append(dirs, found...)
	}
	return dirs
}

var globMeta = regexp.MustCompile(`[*?\[\\]`)

func escapeGlob(path string) string { return globMeta.ReplaceAllString(path, `\$0`) }

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) ((\d+)\S*)`)

// inspect asks the programs in a folder for their version.
func inspect(ctx context.Context, dir string) (binaries, error) {
	// Through links: a link to postgres alone, as in /usr/local/bin, has no initdb beside it.
	postgres, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return binaries{}, err
	}
	b := binaries{dir: filepath.Dir(postgres)}
	if _, err := os.Stat(b.program("initdb")); err != nil {
		return b, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, postgres, "-V").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && len(exit.Stderr) > 0 {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return b, err
	}
	match := versionLine.FindSubmatch(out)
	if match == nil {
		return b, fmt.Errorf("%s -V answers %q", postgres, out)
	}
	b.version = string(match[1])
	b.major, err = strconv.Atoi(string(match[2]))
	return b, err
}
