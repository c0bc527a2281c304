// Package objectstore starts the hub's own S3 store on the loopback interface, for
// hubs that are given no other. The store is a child of the hub: it ends with it.
package objectstore

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/cocreated/hub/storage/asset"
)

// Command is the argument by which a program is told to be the store.
const Command = "object-store"

// Bucket is the name of the bucket in the hub's own store.
const Bucket = "hub-objects"

// Config is what the store is told by whoever starts it: on its standard input, so
// that no secret is in its arguments or its environment.
type Config struct {
	// Dir is the folder of objects, absolute.
	Dir string `json:"dir"`
	// Address to listen on, `127.0.0.1:port`.
	Address   string `json:"address"`
	AccessKey string `json:"accessKey"`
	SecretKey string `json:"secretKey"`
}

// ReadConfig reads a line.
func ReadConfig(from io.Reader) (Config, error) {
	var config Config
	line, err := bufio.NewReader(from).ReadBytes('\n')
	if err != nil {
		return config, fmt.Errorf("the store was told nothing: %w", err)
	}
	return config, json.Unmarshal(line, &config)
}

// Options say where the store is.
type Options struct {
	// Dir is the folder for everything of it; it is made where it is missing.
	Dir    string
	Logger *slog.Logger
}

// Server is a running store.
type Server struct {
	config  Config
	dir     string
	command *exec.Cmd
	input   io.WriteCloser
	done    chan struct{}
	err     error
}

// ready is how long the store may take to answer.
const ready = 20 * time.Second

// Start starts the store of a folder and waits until it answers.
func Start(ctx context.Context, options Options) (*Server, error) {
	dir, err := filepath.Abs(options.Dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	s := &Server{dir: dir, done: make(chan struct{})}
	if s.config, err = credentials(dir); err != nil {
		return nil, err
	}
	s.config.Dir = dir
	if s.config.Address, err = freeAddress(ctx); err != nil {
		return nil, err
	}
	if err := s.spawn(options.Logger); err != nil {
		return nil, fmt.Errorf("the hub's own object store cannot be started: %w", err)
	}
	if err := s.await(ctx); err != nil {
		return nil, errors.Join(err, s.Stop(ctx))
	}
	return s, nil
}

// credentials are made up on first use.
func credentials(dir string) (Config, error) {
	path := filepath.Join(dir, "credentials.json")
	var config Config
	written, err := os.ReadFile(path)
	if err == nil {
		return config, json.Unmarshal(written, &config)
	}
	if !errors.Is(err, os.ErrNotExist) {
		return config, err
	}
	config = Config{AccessKey: rand.Text(), SecretKey: rand.Text() + rand.Text()}
	encoded, err := json.Marshal(config)
	if err != nil {
		return config, err
	}
	return config, os.WriteFile(path, encoded, 0o600)
}

// freeAddress finds a port that is free now.
func freeAddress(ctx context.Context) (string, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer listener.Close()
	return listener.Addr().String(), nil
}

func (s *Server) spawn(log *slog.Logger) error {
	program, err := os.Executable()
	if err != nil {
		return err
	}
	// Not bound to a context: it ends when its input does.
	s.command = exec.Command(program, Command)
	s.command.Env = []string{}
	s.command.Stderr = logger{log}
	if s.input, err = s.command.StdinPipe(); err != nil {
		return err
	}
	if err := s.command.Start(); err != nil {
		return err
	}
	go func() {
		s.err = s.command.Wait()
		close(s.done)
	}()
	return json.NewEncoder(s.input).Encode(s.config)
}

// logger passes on what the store complains of.
type logger struct{ log *slog.Logger }

func (l logger) Write(text []byte) (int, error) {
	l.log.Warn("object store", "said", string(text))
	return len(text), nil
}

// await waits until the store answers anything at all.
func (s *Server) await(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, ready)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint(), nil)
		if err != nil {
			return err
		}
		if response, err := http.DefaultClient.Do(request); err == nil {
			return response.Body.Close()
		}
		select {
		case <-s.done:
			return fmt.Errorf("the hub's own object store ended at once: %w", s.failure())
		case <-ctx.Done():
			return fmt.Errorf("the hub's own object store does not answer: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}

func (s *Server) endpoint() string { return "http://" + s.config.Address }

// S3 is how the store is reached.
func (s *Server) S3() asset.S3 {
	return asset.S3{Endpoint: s.endpoint(), Bucket: Bucket, AccessKey: s.config.AccessKey, SecretKey: s.config.SecretKey}
}

// Done tells when the store has ended.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err is why the store has ended, once it has.
func (s *Server) Err() error {
	<-s.done
	return s.failure()
}

func (s *Server) failure() error {
	if s.err == nil {
		return errors.New("it ended by itself")
	}
	return s.err
}

// Stop ends the store, by force where ctx ends before it has.
func (s *Server) Stop(ctx context.Context) error {
	_ = s.input.Close()
	select {
	case <-s.done:
		return nil
	case <-ctx.Done():
		_ = s.command.Process.Kill()
		<-s.done
		return context.Cause(ctx)
	}
}
