package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// connection asks a server, one request after the other, with as little effort as can be: both share the processors.
type connection struct {
	net.Conn
	address string
	answers *bufio.Reader
}

func dial(ctx context.Context, address string) (*connection, error) {
	host := address
	for i, c := range address {
		if c == '/' {
			host = address[:i]
			break
		}
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", host)
	if err != nil {
		return nil, err
	}
	return &connection{Conn: conn, address: address, answers: bufio.NewReaderSize(conn, 64<<10)}, nil
}

// raw is a request as it is sent.
func raw(address string, body []byte) []byte {
	host, path := address, "/"
	for i, c := range address {
		if c == '/' {
			host, path = address[:i], address[i:]
			break
		}
	}
	return append(fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, host, len(body)), body...)
}

// ask sends a request and reads the answer.
func (c *connection) ask(request []byte, into io.Writer) error {
	if _, err := c.Write(request); err != nil {
		return err
	}
	response, err := http.ReadResponse(c.answers, nil)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		said, err := io.ReadAll(response.Body)
		return errors.Join(fmt.Errorf("it answers %s: %s", response.Status, said), err)
	}
	_, err = io.Copy(into, response.Body)
	return err
}

// result is what a server did under one load.
type result struct {
	requests    int
	took        time.Duration
	p50, p99    time.Duration
	server      time.Duration // time of processors of the server
	postgres    time.Duration // and of Postgres
	serverBytes int64
}

func (r *result) perSecond() float64 { return float64(r.requests) / r.took.Seconds() }

// milliseconds are the time of processors for a request.
func (r *result) milliseconds(of time.Duration) float64 {
	return of.Seconds() * 1000 / float64(max(1, r.requests))
}

// load asks a server for an operation over so many connections at a time.
func (b *bench) load(ctx context.Context, s *server, o *operation, connections int) (*result, error) {
	requests := make([][]byte, o.variants)
	for n := range requests {
		requests[n] = raw(s.address, o.request(n))
	}
	var next atomic.Int64
	var mu sync.Mutex
	var times []time.Duration
	var failure error
	var all sync.WaitGroup
	server, postgres := processTime(s.process.Process.Pid, true), postgresTime(b.settings.data)
	began := time.Now()
	end := began.Add(b.settings.cell)
	for range connections {
		all.Go(func() {
			mine, err := b.askUntil(ctx, end, s, requests, &next)
			mu.Lock()
			defer mu.Unlock()
			times = append(times, mine...)
			if err != nil {
				failure = err
			}
		})
	}
	all.Wait()
	if failure != nil {
		return nil, fmt.Errorf("%s, %s: %w", s.name, o.name, failure)
	}
	slices.Sort(times)
	return &result{
		requests: len(times), took: time.Since(began), p50: times[len(times)/2], p99: times[len(times)*99/100],
		server: processTime(s.process.Process.Pid, true) - server, postgres: postgresTime(b.settings.data) - postgres,
		serverBytes: residentBytes(s.process.Process.Pid),
	}, nil
}

func (b *bench) askUntil(ctx context.Context, end time.Time, s *server, requests [][]byte, next *atomic.Int64) (times []time.Duration, err error) {
	c, err := dial(ctx, s.address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for {
		// A step that is prime to the number of variants, so that neighbours differ in everything.
		request := requests[int(next.Add(1))*7919%len(requests)]
		asked := time.Now()
		if asked.After(end) && len(times) > 0 {
			return times, nil
		}
		if err := c.ask(request, io.Discard); err != nil {
			return times, err
		}
		times = append(times, time.Since(asked))
	}
}
