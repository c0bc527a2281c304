package objectstore

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// process is the store as a child of this one. It ends when its standard input does,
// and with this process at the latest.
type process struct {
	command *exec.Cmd
	input   io.WriteCloser
	done    chan struct{}
	err     error
}

// spawn starts this very program as the store.
func spawn(config Config, log *slog.Logger) (*process, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	p := &process{command: exec.Command(program, Command), done: make(chan struct{})}
	p.command.Env = []string{}
	// A Ctrl+C is for the hub alone, whose requests and jobs still need the store to end.
	p.command.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	p.command.Stderr = logger{log}
	if p.input, err = p.command.StdinPipe(); err != nil {
		return nil, err
	}
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.command.Wait()
		close(p.done)
	}()
	if err := json.NewEncoder(p.input).Encode(config); err != nil {
		return nil, errors.Join(err, p.stop(context.Background()))
	}
	return p, nil
}

// logger passes on what the store complains of.
type logger struct{ log *slog.Logger }

func (l logger) Write(text []byte) (int, error) {
	l.log.Warn("object store", "said", string(text))
	return len(text), nil
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

// await waits until the store answers.
func (p *process) await(ctx context.Context, at place) error {
	ctx, cancel := context.WithTimeout(ctx, ready)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if err := at.answers(ctx); err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("it ended at once: %w", p.failure())
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", context.Cause(ctx))
		case <-tick.C:
		}
	}
}

// answers tells whether a store is there.
func (p place) answers(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.endpoint()+p.Health, nil)
	if err != nil {
		return err
	}
	// A connection that is kept would be one that the store waits for.
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("another program answers at %s", p.Address)
	}
	return nil
}

// Done tells when the store has ended.
func (p *process) Done() <-chan struct{} { return p.done }

// Err is why the store has ended, once it has.
func (p *process) Err() error {
	<-p.done
	return p.failure()
}

func (p *process) failure() error {
	if p.err == nil {
		return errors.New("it ended by itself")
	}
	return p.err
}

// stop ends the store, by force where ctx ends before it has.
func (p *process) stop(ctx context.Context) error {
	_ = p.input.Close()
	select {
	case <-p.done:
		return nil
	case <-ctx.Done():
		_ = p.command.Process.Kill()
		<-p.done
		return context.Cause(ctx)
	}
}
