package cluster

import (
	"bytes"
	"os"
	"strings"
	"sync"
)

const (
	logLimit     = 10 << 20 // bytes; one older file of that size is kept
	excerptLines = 20
	readyLine    = "database system is ready to accept" // connections, or on a replica read-only ones
)

// serverLog takes what Postgres says, and notices when it is ready. Waiting for its line is exact, where trying to
// connect would fill the log with refusals.
type serverLog struct {
	ready chan struct{}

	mu      sync.Mutex
	path    string
	file    *os.File
	size    int64
	partial []byte
	last    []string
	isReady bool
}

func openLog(path string) (*serverLog, error) {
	l := &serverLog{path: path, ready: make(chan struct{})}
	return l, l.open()
}

func (l *serverLog) open() error {
	file, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return err
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Write never fails: a log that cannot be written, as on a full disk, must not stop the reading of the server's
// output, for the server would then stand still.
func (l *serverLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.partial = append(l.partial, p...)
	for {
		end := bytes.IndexByte(l.partial, '\n')
		if end < 0 {
			return len(p), nil
		}
		l.line(l.partial[:end+1])
		l.partial = l.partial[end+1:]
	}
}

func (l *serverLog) line(line []byte) {
	if l.size > logLimit {
		l.rotate()
	}
	if l.file != nil {
		n, _ := l.file.Write(line)
		l.size += int64(n)
	}
	text := strings.TrimRight(string(line), "\n")
	l.last = append(l.last, text)
	if len(l.last) > excerptLines {
		l.last = l.last[1:]
	}
	if !l.isReady && strings.Contains(text, readyLine) {
		l.isReady = true
		close(l.ready)
	}
}

func (l *serverLog) rotate() {
	l.file.Close()
	l.file, l.size = nil, 0
	// Without a log Postgres runs on; the excerpt for errors is in memory.
	_ = os.Rename(l.path, l.path+".1")
	_ = l.open()
}

// excerpt is the end of the log, for an error message.
func (l *serverLog) excerpt() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.last) == 0 {
		return ""
	}
	return "\n\t" + strings.Join(l.last, "\n\t") + "\n(from " + l.path + ")"
}

func (l *serverLog) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.file.Close()
		l.file = nil
	}
}
