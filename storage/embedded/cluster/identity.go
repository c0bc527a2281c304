package cluster

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/cocreated/hub/storage/embedded/child"
)

// identity is whom Postgres' programs run as. They refuse to run as root.
type identity struct {
	name     string
	uid, gid int                 // whose the files must be, as the hub sees them; -1: as they are
	attr     syscall.SysProcAttr // makes a child process that identity
}

// chooseIdentity finds an identity that can reach both the programs and the data folder. A hub that is not root has
// only its own. For root it is an unprivileged user, or, where none can pass the folders on the way, a user
// namespace: the server is then nobody to itself and root to the file system.
func chooseIdentity(ctx context.Context, bin binaries, dir string) (identity, error) {
	if os.Geteuid() != 0 {
		return identity{name: "the hub's own", uid: -1, gid: -1}, nil
	}
	var why []string
	for _, id := range append(unprivileged(), namespaced()...) {
		err := id.probe(ctx, bin, dir)
		if err == nil {
			return id, nil
		}
		why = append(why, fmt.Sprintf("as %s: %v", id.name, err))
	}
	if why == nil {
		why = []string{"there is neither a user postgres nor a user nobody"}
	}
	return identity{}, fmt.Errorf("root may not run Postgres, and no other way was found (%s): run the hub as an ordinary user, "+
		"or put the data folder and Postgres where the user postgres or nobody can reach them", strings.Join(why, "; "))
}

// unprivileged lists the users to run as. They must have names, because initdb looks its own up.
func unprivileged() []identity {
	var ids []identity
	for _, name := range []string{"postgres", "nobody"} {
		uid, gid, ok := lookup(name)
		if !ok {
			continue
		}
		ids = append(ids, identity{name: name, uid: uid, gid: gid, attr: syscall.SysProcAttr{
			Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)},
		}})
	}
	return ids
}

func lookup(name string) (uid, gid int, ok bool) {
	u, err := user.Lookup(name)
	if err != nil {
		return 0, 0, false
	}
	uid, err1 := strconv.Atoi(u.Uid)
	gid, err2 := strconv.Atoi(u.Gid)
	return uid, gid, err1 == nil && err2 == nil && uid > 0
}

// probe tries the identity out rather than reason about modes, access lists and what a container forbids.
func (id identity) probe(ctx context.Context, bin binaries, dir string) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	attr := id.attr
	cmd := exec.CommandContext(ctx, bin.program("postgres"), "-V")
	cmd.Dir, cmd.SysProcAttr = filepath.Join(dir, "postgres"), &attr
	return cmd.Run()
}

// command prepares one of Postgres' programs to run as the identity, apart from the hub's terminal: a Ctrl-C there
// is the hub's to handle, and Postgres must outlast the hub's last transactions.
func (id identity) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	attr := id.attr
	attr.Setsid = true
	cmd.SysProcAttr = &attr
	child.FollowParent(cmd, syscall.SIGINT) // a shutdown in order
	cmd.Dir = "/"
	cmd.Env = environment()
	// What outlives a killed server may hold its output open; that must not hide that the server is dead.
	cmd.WaitDelay = time.Second
	return cmd
}

// environment is the hub's without what would change Postgres' settings or the language of its messages.
func environment() []string {
	env := []string{"LC_ALL=C"}
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "PG") || strings.HasPrefix(name, "LC_") || strings.HasPrefix(name, "LANG") || name == "TZ" {
			continue
		}
		env = append(env, entry)
	}
	return env
}

// own makes a folder and all in it the identity's, which matters when the hub ran as another before.
func own(folder string, id identity) error {
	if id.uid < 0 {
		return nil
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && int(stat.Uid) == id.uid {
		return nil
	}
	// Within a root, so that no link put there meanwhile leads root's hand elsewhere.
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	err = fs.WalkDir(root.FS(), ".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || path == "." {
			return err
		}
		return root.Lchown(path, id.uid, id.gid)
	})
	if err != nil {
		return err
	}
	return os.Lchown(folder, id.uid, id.gid) // last, so that an interrupted change is taken up again
}
