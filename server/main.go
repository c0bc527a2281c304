// Command hub is the content hub of the CO-CREATED project: a GraphQL API over
// Postgres, with a console, an importer and an exporter.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	// A hub must know the time zones on machines that have no list of them.
	_ "time/tzdata"

	"github.com/alecthomas/kong"

	"github.com/cocreated/hub/storage/embedded/objectstore/gateway"
)

// version is stamped by the build.
var version = "development"

// name is what the hub calls itself.
const name = "CO-CREATED content hub"

// commands is the command line. Every setting is a flag and an environment
// variable.
type commands struct {
	// Apart, so that help begins with the flags of the command itself.
	Settings `group:"Settings:"`

	Serve     serveCommand     `cmd:"" default:"withargs" help:"Serve the hub (the default)."`
	Migrate   migrateCommand   `cmd:"" help:"Bring the database up to date and stop."`
	Import    importCommand    `cmd:"" help:"Import content: a file, a folder of .ndjson files, or - for standard input."`
	Export    exportCommand    `cmd:"" help:"Export all content to standard output, one entry a line."`
	Asset     assetCommand     `cmd:"" help:"Take files in, and remove those that nobody needs."`
	Account   accountCommand   `cmd:"" help:"Make accounts, and set their passwords."`
	Token     tokenCommand     `cmd:"" help:"Make tokens for programs."`
	Documents documentsCommand `cmd:"" help:"Trust GraphQL documents, which clients then name by their ids."`
	Forget    forgetCommand    `cmd:"" help:"Forget old versions of what was published."`
	Check     checkCommand     `cmd:"" help:"Check that everything the hub needs is there and safe."`
	Version   versionCommand   `cmd:"" help:"Print the version."`
}

type versionCommand struct{}

func (versionCommand) Run() error {
	fmt.Println(version)
	return nil
}

func main() {
	gateway.Main()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	var cli commands
	parser := kong.Parse(&cli,
		kong.Name("hub"),
		kong.Description("The content hub of the CO-CREATED project."),
		kong.ShortUsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err := parser.Run(&cli.Settings); err != nil {
		if !errors.Is(err, errReported) {
			fmt.Fprintln(os.Stderr, "hub: "+err.Error())
		}
		stop()
		os.Exit(1)
	}
}

// errReported ends a command that has already said what is wrong.
var errReported = errors.New("reported")
