// Package clamdtest speaks the protocol of ClamAV's daemon, which needs hundreds of
// megabytes of signatures itself.
package clamdtest

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"testing"
)

// Virus is what the daemon takes for one.
const Virus = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

// MostBytes is how large files are that it takes.
const MostBytes = 1 << 20

// Start listens until the test ends, and answers where.
func Start(t testing.TB, network, address string) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				_, _ = io.WriteString(conn, answer(bufio.NewReader(conn))+"\x00")
			}()
		}
	}()
	return listener.Addr().String()
}

func answer(from *bufio.Reader) string {
	command, err := from.ReadString(0)
	switch {
	case err != nil:
		return "ERROR"
	case command == "zPING\x00":
		return "PONG"
	case command != "zINSTREAM\x00":
		return "UNKNOWN COMMAND"
	}
	var file bytes.Buffer
	for {
		var length uint32
		if err := binary.Read(from, binary.BigEndian, &length); err != nil {
			return "INSTREAM: read failed. ERROR"
		}
		switch {
		case length == 0 && bytes.Contains(file.Bytes(), []byte(Virus)):
			return "stream: Eicar-Test-Signature FOUND"
		case length == 0:
			return "stream: OK"
		case file.Len()+int(length) > MostBytes:
			return "INSTREAM size limit exceeded. ERROR"
		}
		if _, err := io.CopyN(&file, from, int64(length)); err != nil {
			return "INSTREAM: read failed. ERROR"
		}
	}
}
