package job

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

// Migrate brings River's tables in the schema hub up to the version that this
// program knows, and names the migrations that it applied. Each is a transaction of
// its own, because some use what another must have committed; one that was cut off
// is gone on with.
func Migrate(ctx context.Context, db *sql.DB) ([]string, error) {
	migrator, err := newMigrator(db)
	if err != nil {
		return nil, err
	}
	result, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
	if err != nil {
		return nil, err
	}
	var applied []string
	for _, version := range result.Versions {
		applied = append(applied, label(version.Version))
	}
	return applied, nil
}

// Rollback takes River's tables away, with the jobs in them.
func Rollback(ctx context.Context, db *sql.DB) error {
	migrator, err := newMigrator(db)
	if err != nil {
		return err
	}
	_, err = migrator.Migrate(ctx, rivermigrate.DirectionDown, &rivermigrate.MigrateOpts{TargetVersion: -1})
	return err
}

// Pending names the migrations of River that a database lacks, and changes nothing.
func Pending(ctx context.Context, db *sql.DB) ([]string, error) {
	migrator, err := newMigrator(db)
	if err != nil {
		return nil, err
	}
	applied, err := migrator.ExistingVersions(ctx)
	if err != nil {
		return nil, err
	}
	var pending []string
	for _, migration := range migrator.AllVersions()[len(applied):] {
		pending = append(pending, label(migration.Version))
	}
	return pending, nil
}

func label(version int) string { return fmt.Sprintf("river_%03d", version) }

func newMigrator(db *sql.DB) (*rivermigrate.Migrator[*sql.Tx], error) {
	return rivermigrate.New(riverdatabasesql.New(db), &rivermigrate.Config{Schema: schema, Logger: slog.New(slog.DiscardHandler)})
}
