package objectstore

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/cocreated/hub/storage/file"
)

// Config is what the store is told by whoever starts it: on its standard input, so
// that no secret is in its arguments or its environment.
type Config struct {
	// Dir is the folder of objects, absolute.
	Dir string `json:"dir"`
	// Beside keeps what objects say of themselves beside them, whatever the file system can.
	Beside bool `json:"beside"`
	keys
	place
}

// keys are what the hub signs in to the store with.
type keys struct {
	AccessKey string `json:"accessKey"`
	SecretKey string `json:"secretKey"`
}

// place is where a running store is found.
type place struct {
	// Address it listens on, `127.0.0.1:port`.
	Address string `json:"address"`
	// Health is a path that only this store answers, so that another program on a port
	// that once was the store's is not taken for it.
	Health string `json:"health"`
}

func (p place) endpoint() string { return "http://" + p.Address }

func (k keys) s3(at place) file.S3 {
	return file.S3{Endpoint: at.endpoint(), Bucket: Bucket, AccessKey: k.AccessKey, SecretKey: k.SecretKey}
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

func keysFile(dir string) string  { return filepath.Join(dir, "credentials.json") }
func placeFile(dir string) string { return filepath.Join(dir, "address.json") }

// ownKeys are made up on first use.
func ownKeys(dir string) (keys, error) {
	var own keys
	err := read(keysFile(dir), &own)
	if !errors.Is(err, os.ErrNotExist) {
		return own, err
	}
	own = keys{AccessKey: rand.Text(), SecretKey: rand.Text() + rand.Text()}
	return own, write(keysFile(dir), own)
}

func read(path string, into any) error {
	written, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(written, into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// write writes a file whole or not at all, for the owner's eyes only.
func write(path string, value any) error {
	encoded, err := json.Marshal(value)
	if err != nil {
		return err
	}
	fresh := path + ".new"
	if err := os.WriteFile(fresh, encoded, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
