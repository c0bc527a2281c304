// Command gen writes the Go code of the schema, as gqlgen does, after it has completed
// what stands in schema/ by the frame that all kinds have in common.
package main

import (
	"fmt"
	"io"
	"log" //nolint:depguard // gqlgen writes to it
	"os"

	"github.com/99designs/gqlgen/api"
	"github.com/99designs/gqlgen/codegen/config"

	"github.com/cocreated/hub/storage/kind"
)

func main() {
	log.SetOutput(io.Discard) // gqlgen tells of each field how it is found
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "graph/gen:", err)
		os.Exit(1)
	}
}

func generate() error {
	kinds, err := kind.All()
	if err != nil {
		return err
	}
	cfg, err := config.LoadConfigFromDefaultLocations()
	if err != nil {
		return err
	}
	if cfg.Sources, err = complete(cfg.Sources, kinds.All()); err != nil {
		return err
	}
	plugin, err := newResolvers(kinds.All(), cfg.Resolver.Dir())
	if err != nil {
		return err
	}
	if err := api.Generate(cfg, api.AddPlugin(plugin)); err != nil {
		return err
	}
	return lean(cfg.Exec.DirName)
}
