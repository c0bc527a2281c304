package clamd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/file/clamd/clamdtest"
)

func scanner(t *testing.T, address string) *clamd.Scanner {
	t.Helper()
	s, err := clamd.New(address)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScan(t *testing.T) {
	t.Parallel()
	address := clamdtest.Start(t, "tcp", "127.0.0.1:0")
	socket := clamdtest.Start(t, "unix", t.TempDir()+"/clamd")
	padding := strings.Repeat("-", 300<<10)
	for _, at := range []string{address, "tcp://" + address, socket, "unix://" + socket} {
		s := scanner(t, at)
		if err := s.Ping(t.Context()); err != nil {
			t.Errorf("%s: %v", at, err)
		}
		for body, want := range map[string]string{"": "", "clean": "", padding: "", clamdtest.Virus: "Eicar-Test-Signature", padding + clamdtest.Virus: "Eicar-Test-Signature"} {
			if virus, err := s.Scan(t.Context(), strings.NewReader(body)); err != nil || virus != want {
				t.Errorf("%s, %d bytes: %q, %v", at, len(body), virus, err)
			}
		}
	}
}

func TestScanFails(t *testing.T) {
	t.Parallel()
	address := clamdtest.Start(t, "tcp", "127.0.0.1:0")
	s := scanner(t, address)
	if _, err := s.Scan(t.Context(), bytes.NewReader(make([]byte, 10*clamdtest.MostBytes))); !errors.Is(err, clamd.ErrTooLarge) {
		t.Errorf("too large: %v", err)
	}
	broken := errors.New("the disk is dead")
	if _, err := s.Scan(t.Context(), io.MultiReader(strings.NewReader("half"), iotest.ErrReader(broken))); err == nil || errors.Is(err, clamd.ErrTooLarge) {
		t.Errorf("a file that cannot be read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Scan(ctx, strings.NewReader("")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if err := scanner(t, t.TempDir()+"/nobody").Ping(t.Context()); err == nil {
		t.Error("nobody is there, and answers")
	}
	// One that hangs up has not said that there is no virus.
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	go func() {
		if conn, err := listener.Accept(); err == nil {
			conn.Close()
		}
	}()
	if virus, err := scanner(t, listener.Addr().String()).Scan(t.Context(), strings.NewReader("text")); err == nil {
		t.Errorf("hung up: %q", virus)
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"", "localhost", "http://localhost:3310", "unix://", "tcp://:3310", "localhost:3310/x"} {
		if s, err := clamd.New(address); err == nil || !strings.HasSuffix(err.Error(), fmt.Sprintf("not %q", address)) {
			t.Errorf("%q is %+v, %v", address, s, err)
		}
	}
}
