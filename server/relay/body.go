package relay

import (
	"errors"
	"io"
	"net"
	"net/http"
	"time"
)

// errSilent says that a client sent nothing for too long.
var errSilent = errors.New("the client sends nothing")

// body is the body of an upload, which may take as long as it likes while something
// comes.
type body struct {
	io.ReadCloser
	connection *http.ResponseController
	patience   time.Duration
}

func (b *body) Read(p []byte) (int, error) {
	if err := b.connection.SetReadDeadline(time.Now().Add(b.patience)); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	if err == nil {
		return n, nil
	}
	var network net.Error
	switch {
	case errors.Is(err, io.EOF):
		// The client has said all it has to: the store may take its time.
		if err := b.connection.SetReadDeadline(time.Time{}); err != nil {
			return n, err
		}
	case errors.As(err, &network) && network.Timeout():
		err = errSilent
	}
	return n, err
}
