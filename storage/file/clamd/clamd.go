// Package clamd has files looked through for viruses by ClamAV's daemon.
package clamd

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
)

// ErrTooLarge says that the daemon does not take files of this size (its setting
// StreamMaxLength).
var ErrTooLarge = errors.New("clamd: the file is larger than the scanner takes")

const (
	// chunk is how much is sent at a time.
	chunk = 128 << 10
	// dialTime is how long the daemon may take to answer the door.
	dialTime = 10 * time.Second
	// replyBytes is more than the daemon has to say.
	replyBytes = 4 << 10
)

// Scanner is a daemon that is asked.
type Scanner struct {
	network, address string
}

// New names a daemon: `host:3310`, `tcp://host:3310`, or the path of its socket.
func New(address string) (*Scanner, error) {
	if strings.HasPrefix(address, "/") {
		return &Scanner{network: "unix", address: address}, nil
	}
	full := address
	if !strings.Contains(address, "://") {
		full = "tcp://" + address
	}
	parsed, err := url.Parse(full)
	switch {
	case err != nil:
	case parsed.Scheme == "unix" && parsed.Host == "" && parsed.Path != "":
		return &Scanner{network: "unix", address: parsed.Path}, nil
	case parsed.Scheme == "tcp" && parsed.Hostname() != "" && parsed.Port() != "" && parsed.Path == "":
		return &Scanner{network: "tcp", address: parsed.Host}, nil
	}
	return nil, fmt.Errorf("the address of clamd must be like localhost:3310 or /run/clamav/clamd.ctl, not %q", address)
}

// Scan has a file looked through, and answers the name of the virus that was found;
// empty: none was.
func (s *Scanner) Scan(ctx context.Context, file io.Reader) (virus string, err error) {
	reply, err := s.ask(ctx, "INSTREAM", func(to io.Writer) error { return send(to, file) })
	if err != nil {
		return "", err
	}
	switch found, _ := strings.CutPrefix(reply, "stream: "); {
	case found == "OK":
		return "", nil
	case strings.HasSuffix(found, " FOUND"):
		return strings.TrimSuffix(found, " FOUND"), nil
	case strings.Contains(found, "size limit exceeded"):
		return "", ErrTooLarge
	default:
		return "", fmt.Errorf("clamd: %q", reply)
	}
}

// Ping fails where the daemon does not answer.
func (s *Scanner) Ping(ctx context.Context) error {
	reply, err := s.ask(ctx, "PING", func(io.Writer) error { return nil })
	if err == nil && reply != "PONG" {
		err = fmt.Errorf("clamd: %q", reply)
	}
	return err
}

// ask gives a command, sends what belongs to it, and reads the reply. The daemon may
// reply before it has read everything; what it says then counts more than that it
// hung up.
func (s *Scanner) ask(ctx context.Context, command string, send func(io.Writer) error) (string, error) {
	dialer := net.Dialer{Timeout: dialTime}
	conn, err := dialer.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	_, sending := io.WriteString(conn, "z"+command+"\x00")
	if sending == nil {
		sending = send(conn)
	}
	if half, ok := conn.(interface{ CloseWrite() error }); ok && sending != nil {
		// Then the daemon waits for nothing more, and says what it has to say.
		_ = half.CloseWrite()
	}
	reply, err := bufio.NewReader(io.LimitReader(conn, replyBytes)).ReadString(0)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case reply == "" || err != nil && !errors.Is(err, io.EOF):
		return "", fmt.Errorf("clamd hung up: %w", errors.Join(sending, err))
	}
	return strings.TrimRight(reply, "\x00\n"), nil
}

// send sends a file in chunks, each after its length; one of no length is the end.
func send(to io.Writer, file io.Reader) error {
	buffer := make([]byte, 4+chunk)
	for {
		n, err := io.ReadFull(file, buffer[4:])
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		binary.BigEndian.PutUint32(buffer, uint32(n))
		if _, err := to.Write(buffer[:4+n]); err != nil {
			return err
		}
		if n == 0 {
			return nil
		}
	}
}
