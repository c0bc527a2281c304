package transport_test

import (
	"net"
	"net/http"
	"testing"
)

// memory is where connections come from that are no part of a network.
type memory struct {
	accepted chan net.Conn
	closed   chan struct{}
}

// inMemory serves without a network, and answers how to connect. It is for what happens as time passes: in a bubble of synctest time is
// what everybody there waits for, but who waits for the network counts as at work.
func inMemory(t *testing.T, handler http.Handler, configure func(*http.Server)) (dial func() net.Conn) {
	t.Helper()
	m := memory{accepted: make(chan net.Conn), closed: make(chan struct{})}
	server := &http.Server{Handler: handler}
	if configure != nil {
		configure(server)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(m)
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-ended
	})
	return func() net.Conn {
		here, there := net.Pipe()
		m.accepted <- there
		t.Cleanup(func() { _ = here.Close() })
		return here
	}
}

func (m memory) Accept() (net.Conn, error) {
	select {
	case conn := <-m.accepted:
		return conn, nil
	case <-m.closed:
		return nil, net.ErrClosed
	}
}

func (m memory) Close() error {
	close(m.closed)
	return nil
}

func (memory) Addr() net.Addr { return &net.UnixAddr{Name: "memory"} }
