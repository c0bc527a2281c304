package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
)

// compared is how many variants of an operation are compared before any load.
const compared = 50

// connections are how many clients ask at a time.
var connections = []int{1, 16, 64}

type bench struct {
	settings *settings
	hub      string
	folder   string
	servers  []*server
	results  map[cell]*result
}

// cell is one of those of the table.
type cell struct {
	server, operation string
	connections       int
}

func (b *bench) run(ctx context.Context) (err error) {
	defer func() {
		for _, s := range b.servers {
			s.stop()
		}
	}()
	reference, err := start(tuned, b.referenceCommand(ctx, tuned, ""))
	if err != nil {
		return err
	}
	b.servers = append(b.servers, reference)
	file, err := b.collect(ctx, reference)
	if err != nil {
		return err
	}
	for name, process := range map[string]func() (*server, error){
		memory:  func() (*server, error) { return start(memory, b.referenceCommand(ctx, memory, file)) },
		answers: func() (*server, error) { return start(answers, b.hubCommand(ctx, 32, 96)) },
		entries: func() (*server, error) { return start(entries, b.hubCommand(ctx, 0, 96)) },
		bare:    func() (*server, error) { return start(bare, b.hubCommand(ctx, 0, 0)) },
	} {
		s, err := process()
		if err != nil {
			return err
		}
		b.servers = append(b.servers, s)
		slog.Info("comparing answers", "server", name)
		if err := b.compare(ctx, reference, s); err != nil {
			return err
		}
		if name == answers || name == entries {
			if err := warm(ctx, s); err != nil {
				return err
			}
		}
	}
	b.results = map[cell]*result{}
	for _, o := range operations {
		for _, c := range connections {
			for _, s := range b.servers {
				result, err := b.load(ctx, s, o, c)
				if err != nil {
					return err
				}
				slog.Info("measured", "operation", o.name, "connections", c, "server", s.name, "perSecond", int(result.perSecond()), "p50", result.p50, "p99", result.p99)
				b.results[cell{s.name, o.name, c}] = result
			}
		}
	}
	return b.write()
}

// collect writes a file of all answers of the reference.
func (b *bench) collect(ctx context.Context, from *server) (string, error) {
	var file bytes.Buffer
	encoder := json.NewEncoder(&file)
	for _, o := range operations {
		for n := range o.variants {
			answer, err := once(ctx, from, o, n)
			if err != nil {
				return "", err
			}
			if err := encoder.Encode(kept{o.request(n), answer}); err != nil {
				return "", err
			}
		}
	}
	path := filepath.Join(b.folder, "answers.ndjson")
	return path, os.WriteFile(path, file.Bytes(), 0o600)
}

// compare fails where a server answers otherwise than the reference.
func (b *bench) compare(ctx context.Context, reference, s *server) error {
	for _, o := range operations {
		for i := range min(compared, o.variants) {
			n := i * o.variants / min(compared, o.variants)
			var want, got any
			for from, into := range map[*server]*any{reference: &want, s: &got} {
				answer, err := once(ctx, from, o, n)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", from.name, o.name, err)
				}
				if err := json.Unmarshal(answer, into); err != nil {
					return err
				}
			}
			if !reflect.DeepEqual(want, got) {
				return fmt.Errorf("%s: %s answers\n%v\nand %s\n%v", o.request(n), reference.name, want, s.name, got)
			}
			if data := fmt.Sprint(want); len(data) < 100 {
				return fmt.Errorf("%s is answered with nothing: %s", o.request(n), data)
			}
		}
	}
	return nil
}

// warm asks for everything once, so that what can be kept is.
func warm(ctx context.Context, s *server) error {
	for _, o := range operations {
		for n := range o.variants {
			if _, err := once(ctx, s, o, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func once(ctx context.Context, s *server, o *operation, n int) ([]byte, error) {
	c, err := dial(ctx, s.address)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	var answer bytes.Buffer
	err = c.ask(raw(s.address, o.request(n)), &answer)
	return answer.Bytes(), err
}
