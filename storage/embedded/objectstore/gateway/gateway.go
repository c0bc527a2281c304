// Package gateway is the hub's own object store: versitygw over a folder. It is run
// as a process of its own, because it changes the working folder of its process and
// one of it is all that a process can have.
package gateway

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/versity/versitygw/backend/meta"
	"github.com/versity/versitygw/backend/posix"
	"github.com/versity/versitygw/embedgw"

	"github.com/cocreated/hub/storage/embedded/objectstore"
)

const (
	// maxConnections is how many connections and requests are served at a time.
	maxConnections = 1024
	// maxParts is how many parts an upload has at most, as in S3.
	maxParts = 10_000
)

// Main is called first of all by each program that starts a store: where the program
// was started to be one, it is one, and does not return.
func Main() {
	if len(os.Args) < 2 || os.Args[1] != objectstore.Command {
		return
	}
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run serves until its standard input ends: that is, until the process that started
// it has closed it, or is no more. Nobody waits for an answer then, and an object is
// there whole or not at all, so it ends at once.
func run() error {
	config, err := objectstore.ReadConfig(os.Stdin)
	if err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	attributes, err := metadata(config)
	if err != nil {
		return err
	}
	options := posix.PosixOpts{Concurrency: maxConnections}
	options.SetNewDirPerm(0o700)
	options.SetNewFilePerm(0o600)
	store, err := posix.New(filepath.Join(config.Dir, "buckets"), attributes, options)
	if err != nil {
		return err
	}
	return embedgw.RunVersityGW(context.Background(), whole{store}, &embedgw.Config{
		RootUserAccess: config.AccessKey, RootUserSecret: config.SecretKey, Ports: []string{config.Address}, HealthPath: config.Health,
		MaxConnections: maxConnections, MaxRequests: maxConnections, MultipartMaxParts: maxParts, KeepAlive: true, Quiet: true, DisableACLs: true,
	})
}

// metadata keeps what objects say of themselves in extended attributes of their
// files, or beside them where the file system has none or the store was begun so.
func metadata(config objectstore.Config) (meta.MetadataStorer, error) {
	buckets, beside := filepath.Join(config.Dir, "buckets"), filepath.Join(config.Dir, "attributes")
	if err := os.MkdirAll(buckets, 0o700); err != nil {
		return nil, err
	}
	_, err := os.Stat(beside)
	if begun := err == nil; !begun && !config.Beside && (meta.XattrMeta{}).Test(buckets) == nil {
		return meta.XattrMeta{}, nil
	}
	if err := os.MkdirAll(beside, 0o700); err != nil {
		return nil, err
	}
	return meta.NewSideCar(beside)
}
