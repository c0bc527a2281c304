package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/migrate"

	"github.com/cocreated/hub/migrations"
	"github.com/cocreated/hub/storage/history"
	"github.com/cocreated/hub/storage/job"
)

// migrationLock is the advisory lock that lets one hub migrate at a time; the
// number means nothing.
const migrationLock = 7_240_118_631

// foundation is what must be there before the first migration, which has no
// schema to stand in yet.
const foundation = `
	CREATE SCHEMA IF NOT EXISTS hub;
	CREATE SCHEMA IF NOT EXISTS draft;
	CREATE SCHEMA IF NOT EXISTS live;
	SET LOCAL search_path = hub, public;`

// Migrate brings the database up to date, in one transaction: a crash leaves it as
// it was. River's tables come before it, in transactions of their own. It returns
// the names of the migrations that were applied.
func Migrate(ctx context.Context, dsn string) ([]string, error) {
	var applied []string
	err := locked(ctx, dsn, func(db *bun.DB, jobs *sql.DB) (err error) {
		if _, err := jobs.ExecContext(ctx, "CREATE SCHEMA IF NOT EXISTS hub"); err != nil {
			return err
		}
		if applied, err = job.Migrate(ctx, jobs); err != nil {
			return err
		}
		return migrating(ctx, db, func(migrator *migrate.Migrator) error {
			missing, err := migrator.MissingMigrations(ctx)
			if err != nil {
				return err
			}
			if len(missing) > 0 {
				return fmt.Errorf("the database is newer than this hub: it has the migrations %s, which this hub does not know", missing)
			}
			all, err := migrator.MigrationsWithStatus(ctx)
			if err != nil {
				return err
			}
			if len(all.Unapplied()) > 0 {
				if err := history.Suspend(ctx, db); err != nil {
					return err
				}
			}
			group, err := migrator.Migrate(ctx)
			if err != nil {
				return err
			}
			for _, migration := range group.Migrations {
				applied = append(applied, migration.String())
			}
			return history.Keep(ctx, db)
		})
	})
	return applied, err
}

// Pending names the migrations that a database lacks, and changes nothing.
func Pending(ctx context.Context, dsn string) ([]string, error) {
	var pending []string
	err := locked(ctx, dsn, func(db *bun.DB, jobs *sql.DB) (err error) {
		if pending, err = job.Pending(ctx, jobs); err != nil {
			return err
		}
		return migrating(ctx, db, func(migrator *migrate.Migrator) error {
			all, err := migrator.MigrationsWithStatus(ctx)
			if err != nil {
				return err
			}
			for _, migration := range all.Unapplied() {
				pending = append(pending, migration.String())
			}
			return errLooked
		})
	})
	if errors.Is(err, errLooked) {
		err = nil
	}
	return pending, err
}

// errLooked ends a look at the migrations, so that nothing is committed.
var errLooked = errors.New("only looked")

// Rollback takes back the migrations that were last applied together; River's
// tables go with the last of them.
func Rollback(ctx context.Context, dsn string) error {
	return locked(ctx, dsn, func(db *bun.DB, jobs *sql.DB) error {
		left := 0
		err := migrating(ctx, db, func(migrator *migrate.Migrator) error {
			if err := history.Suspend(ctx, db); err != nil {
				return err
			}
			if _, err := migrator.Rollback(ctx); err != nil {
				return err
			}
			if err := history.Keep(ctx, db); err != nil {
				return err
			}
			all, err := migrator.MigrationsWithStatus(ctx)
			left = len(all.Applied())
			return err
		})
		if err != nil || left > 0 {
			return err
		}
		return job.Rollback(ctx, jobs)
	})
}

// locked lets one hub at a time do something about migrations. It is given the
// connection that holds the lock, and another one for what needs transactions of
// its own.
func locked(ctx context.Context, dsn string, do func(db *bun.DB, jobs *sql.DB) error) error {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return err
	}
	jobs := stdlib.OpenDB(*config)
	defer jobs.Close()
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	pool := sql.OpenDB(sessionConnector{stdlib.GetConnector(*config)})
	defer pool.Close() // which gives up the lock
	pool.SetMaxOpenConns(1)
	if _, err := pool.ExecContext(ctx, "SELECT pg_advisory_lock("+fmt.Sprint(migrationLock)+")"); err != nil {
		return err
	}
	return do(bun.NewDB(pool, pgdialect.New()), jobs)
}

// migrating does something with the migrator in one transaction.
func migrating(ctx context.Context, db *bun.DB, do func(*migrate.Migrator) error) error {
	all, err := discover(migrations.Files)
	if err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "BEGIN;"+foundation); err != nil {
		return err
	}
	migrator := migrate.NewMigrator(db, all, migrate.WithMarkAppliedOnSuccess(true))
	if err := errors.Join(migrator.Init(ctx), do(migrator)); err != nil {
		return err // closing the connection takes the transaction back
	}
	_, err = db.ExecContext(ctx, "COMMIT")
	return err
}

// discover reads the migrations from files.
func discover(files fs.FS) (*migrate.Migrations, error) {
	byName := map[string]*migrate.Migration{}
	err := fs.WalkDir(files, ".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, file)
		if err != nil {
			return err
		}
		base, isUp := strings.CutSuffix(path.Base(file), ".up.sql")
		base = strings.TrimSuffix(base, ".down.sql")
		name, comment, _ := strings.Cut(base, "_")
		migration := byName[name]
		if migration == nil {
			migration = &migrate.Migration{Name: name, Comment: comment}
			byName[name] = migration
		}
		if migration.Comment != comment {
			return fmt.Errorf("two migrations have the number %s: %s and %s", name, migration.Comment, comment)
		}
		if isUp {
			migration.Up = apply(path.Dir(file), string(content))
		} else {
			migration.Down = apply(path.Dir(file), string(content))
		}
		return nil
	})
	all := migrate.NewMigrations()
	for _, migration := range byName {
		all.Add(*migration)
	}
	return all, err
}

// apply runs SQL in each schema that a folder of migrations is for, and comes
// back to hub, where the migrator keeps its own table.
func apply(folder, statements string) func(context.Context, *migrate.Migrator, *migrate.Migration) error {
	schemas := map[string][]string{"hub": {"hub"}, "content": {"draft", "live"}}[folder]
	return func(ctx context.Context, migrator *migrate.Migrator, _ *migrate.Migration) error {
		for _, schema := range schemas {
			script := "SET LOCAL search_path = " + schema + ", public;" + statements + ";SET LOCAL search_path = hub, public;"
			if _, err := migrator.DB().ExecContext(ctx, script); err != nil {
				return fmt.Errorf("in the schema %s: %w", schema, err)
			}
		}
		return nil
	}
}
