package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// What is compared, by its name.
const (
	memory  = "the same bytes from memory"
	tuned   = "one tuned statement"
	answers = "the hub, answers kept"
	entries = "the hub, entries kept"
	bare    = "the hub, nothing kept"
)

// server is one of those that are compared, as a process of its own.
type server struct {
	name    string
	address string
	process *exec.Cmd
}

// start starts a server and waits until it says its address.
func start(name string, process *exec.Cmd) (*server, error) {
	output, err := process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := process.Start(); err != nil {
		return nil, err
	}
	s := &server{name: name, process: process}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if _, url, found := strings.Cut(lines.Text(), "API "); found {
			s.address = strings.TrimPrefix(strings.TrimSpace(url), "http://")
		}
		if s.address != "" && (name == memory || name == tuned || strings.HasPrefix(lines.Text(), "Listening on")) {
			go func() {
				for lines.Scan() { // what else it says is of no interest, but must be read
				}
			}()
			return s, nil
		}
	}
	return nil, fmt.Errorf("%s did not start", name)
}

func (s *server) stop() {
	_ = s.process.Process.Signal(os.Interrupt)
	_ = s.process.Wait()
}

// hubCommand is a hub with so much memory for answers and for entries.
func (b *bench) hubCommand(ctx context.Context, answers, entries int) *exec.Cmd {
	c := command(ctx, b.hub, "serve")
	c.Stdout, c.Stderr = nil, nil
	c.Env = append(os.Environ(), "DATABASE_URL="+b.settings.dsn, "HUB_DATA="+filepath.Join(b.folder, fmt.Sprintf("files-%d-%d", answers, entries)),
		"HUB_ADDR=127.0.0.1:0", "HUB_METRICS_ADDR=", "HUB_CACHE_MEGABYTES="+strconv.Itoa(answers), "HUB_ENTRY_CACHE_MEGABYTES="+strconv.Itoa(entries), "HUB_LOG_LEVEL=warn", "HUB_CLIENT_BUDGET=1000000", "HUB_PUBLIC_CONNECTIONS=64") // all that is asked comes from one client
	return c
}

// referenceCommand is this very program as a reference.
func (b *bench) referenceCommand(ctx context.Context, role, file string) *exec.Cmd {
	c := command(ctx, os.Args[0], "-role", role, "-dsn", b.settings.dsn, "-answers", file)
	c.Stdout = nil
	return c
}

// ticks are those of the clock of the kernel in a second, by which it counts the time of processes.
const ticks = 100

// processTime is the time of processors that a process has used so far, with that of its children that have ended.
func processTime(pid int, alsoChildren bool) time.Duration {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(after)
	used := 0
	for i, field := range fields[11:15] {
		if n, err := strconv.Atoi(field); err == nil && (i < 2 || alsoChildren) {
			used += n
		}
	}
	return time.Duration(used) * time.Second / ticks
}

// residentBytes is the memory of a process.
func residentBytes(pid int) int64 {
	statm, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, resident int64
	_, _ = fmt.Sscan(string(statm), &size, &resident)
	return resident * int64(os.Getpagesize())
}

// postgresTime is the time of processors that the Postgres of a data folder has used so far.
func postgresTime(data string) time.Duration {
	files, _ := filepath.Glob(filepath.Join(data, "postgres", "*", "postmaster.pid"))
	if len(files) == 0 {
		return 0
	}
	file, err := os.ReadFile(files[0])
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(file), "\n")
	postmaster, _ := strconv.Atoi(first)
	used := processTime(postmaster, true)
	processes, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range processes {
		stat, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(stat), ") ")
		if fields := strings.Fields(after); len(fields) > 1 && fields[1] == first {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			used += processTime(pid, false)
		}
	}
	return used
}
