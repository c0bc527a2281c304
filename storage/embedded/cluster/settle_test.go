package cluster_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/cocreated/hub/storage/embedded/cluster"
)

// killHub runs a hub on the folder, has it write a row, and kills it with what `also` names.
func killHub(t *testing.T, dir string, outlive bool, also func(postmaster int)) int {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	if outlive {
		cmd.Env = append(cmd.Env, childOutlive+"=1")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	said, _ := bufio.NewReader(out).ReadString('\n')
	pid := 0
	if said == "<nil>\n" {
		pid = postmaster(t, dir)
		also(pid)
	}
	cmd.Process.Kill()
	cmd.Wait()
	if pid == 0 {
		t.Fatal(said)
	}
	return pid
}

func TestHubKilled(t *testing.T) {
	t.Parallel()
	nothing := func(int) {}
	t.Run("server shuts down", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		pid := killHub(t, dir, false, nothing)
		if err := cluster.WaitGone(t.Context(), pid); err != nil {
			t.Fatal("the server lives on: ", err)
		}
		if _, err := os.Stat(pidFile(dir)); !errors.Is(err, fs.ErrNotExist) {
			t.Error("no orderly shutdown:", err)
		}
		wantRow(t, start(t, dir))
		if strings.Contains(serverLog(t, dir), "interrupted") {
			t.Error("no orderly shutdown:", serverLog(t, dir))
		}
	})
	t.Run("at once again", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		killHub(t, dir, false, nothing)
		wantRow(t, start(t, dir))
	})
	t.Run("server left running", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		pid := killHub(t, dir, true, nothing)
		if err := syscall.Kill(pid, 0); err != nil {
			t.Fatal("the server was to live on: ", err)
		}
		wantRow(t, start(t, dir))
		if strings.Contains(serverLog(t, dir), "interrupted") {
			t.Error("the server was not shut down in order:", serverLog(t, dir))
		}
	})
	t.Run("server killed too", func(t *testing.T) {
		t.Parallel()
		dir := folder(t)
		killHub(t, dir, true, func(pid int) { syscall.Kill(pid, syscall.SIGKILL) })
		wantRow(t, start(t, dir))
		if !strings.Contains(serverLog(t, dir), "interrupted") {
			t.Error("there was nothing to recover from:", serverLog(t, dir))
		}
	})
}

func TestHubKilledInInitdb(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for made := []string(nil); made == nil; {
		made, _ = filepath.Glob(filepath.Join(dir, "postgres", "data.new-*", "PG_VERSION"))
	}
	cmd.Process.Kill()
	cmd.Wait()
	ask(t, start(t, dir), "select 'it serves'")
}

// A backend in the middle of its work does not notice that its postmaster is dead, and blocks a new one.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := start(t, dir)
	if err := write(c); err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.Connect(t.Context(), c.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	busy := make(chan struct{})
	go func() {
		defer close(busy)
		defer conn.Close(context.Background())
		conn.Exec(context.Background(), "do $$ begin loop end loop; end $$")
	}()
	for ask(t, c, "select count(*)::text from pg_stat_activity where state = 'active' and query like 'do %'") == "0" {
	}

	syscall.Kill(postmaster(t, dir), syscall.SIGKILL)
	<-c.Done()
	wantError(t, c.Err(), "ended unexpectedly", "killed", "ready to accept")
	wantError(t, c.Stop(t.Context()), "ended unexpectedly")

	wantRow(t, start(t, dir))
	<-busy
}

func TestForeignPID(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	stop(t, start(t, dir))

	zombie := exec.Command("true")
	out, err := zombie.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := zombie.Start(); err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 1)) // its end
	defer zombie.Wait()

	for name, pid := range map[string]int{"a living process": os.Getpid(), "a zombie": zombie.Process.Pid, "nothing of use": 0} {
		t.Run(name, func(t *testing.T) {
			text := fmt.Sprintf("%d\n%s\n1700000000\n5432\n/tmp\n\n  5432001         1\nready   \n", pid, dir+"/postgres/data")
			if err := os.WriteFile(pidFile(dir), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			c := start(t, dir)
			ask(t, c, "select 'it serves'")
			stop(t, c)
		})
	}
}

func TestStopInAHurry(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	c := start(t, dir)
	if err := write(c); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := c.Stop(ctx); !errors.Is(err, context.Canceled) {
		// The server may be quicker than the hurry.
		if err != nil {
			t.Fatal(err)
		}
	}
	wantRow(t, start(t, dir))
}
