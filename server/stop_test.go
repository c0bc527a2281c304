package main

import (
	"io"
	"net"
	"net/http"
	"testing"
	"time"
)

// TestStopCutsOff stops a server while it waits for the rest of a request that never
// comes.
func TestStopCutsOff(t *testing.T) {
	t.Parallel()
	settings := testSettings()
	settings.Addr, settings.MetricsAddr = "127.0.0.1:0", ""
	ports, err := settings.bind(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	reading := make(chan struct{})
	servers := ports.serve(t.Context(), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(reading)
		_, _ = io.Copy(io.Discard, r.Body)
	}), http.NotFoundHandler())
	client, err := net.Dial("tcp", settings.Addr)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if _, err := io.WriteString(client, "POST / HTTP/1.1\r\nHost: hub\r\nContent-Length: 100\r\n\r\nhalf"); err != nil {
		t.Fatal(err)
	}
	<-reading
	if err := servers.stop(10 * time.Millisecond); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(client); err != nil {
		t.Errorf("the client was not cut off: %v", err)
	}
}
