package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// poolSize is how many connections the tuned statements may use, and the hub's public reads.
const poolSize = 16

// serveReference serves what the hub is compared with, until ctx ends: the tuned statements, or the answers in a file.
// It says its address.
func serveReference(ctx context.Context, s *settings) error {
	handler, err := reference(ctx, s)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: time.Minute}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	fmt.Println("API http://" + listener.Addr().String() + "/")
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

func reference(ctx context.Context, s *settings) (http.Handler, error) {
	if s.role == memory {
		return fromMemory(s.answers)
	}
	config, err := pgxpool.ParseConfig(s.dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := fromStatement(r, pool)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(body)
	}), nil
}

// fromStatement answers by the one statement of the operation.
func fromStatement(r *http.Request, pool *pgxpool.Pool) ([]byte, error) {
	var asked struct {
		Query     string
		Variables map[string]any
	}
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		return nil, err
	}
	for _, o := range operations {
		if o.query != asked.Query {
			continue
		}
		arguments := make([]any, len(o.arguments))
		for i, name := range o.arguments {
			arguments[i] = asked.Variables[name]
		}
		rows, err := pool.Query(r.Context(), o.statement, arguments...)
		if err != nil {
			return nil, err
		}
		data, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[json.RawMessage])
		return append(append([]byte(`{"data":`), data...), '}'), err
	}
	return nil, errors.New("there is no such operation")
}

// kept is an answer in the file.
type kept struct{ Request, Answer []byte }

// fromMemory answers what it has been given.
func fromMemory(file string) (http.Handler, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	answers := map[string][]byte{}
	for decoder := json.NewDecoder(bytes.NewReader(data)); decoder.More(); {
		var k kept
		if err := decoder.Decode(&k); err != nil {
			return nil, err
		}
		answers[string(k.Request)] = k.Answer
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || answers[string(body)] == nil {
			http.Error(w, "there is no such answer", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answers[string(body)])
	}), nil
}

func execute(ctx context.Context, dsn, statement string) error {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
