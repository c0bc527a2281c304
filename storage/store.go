// Package storage is the store: the database with its stages, the kinds that live in it, and what is done
// beside requests.
package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/clamd"
	"github.com/cocreated/hub/storage/file/media"
	"github.com/cocreated/hub/storage/internal/handle"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/kind"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/transfer"
)

// publicRole is the role as which the public reads: it may select in live, and
// nothing else anywhere.
const publicRole = "hub_public"

// publicTimeout is how long a statement of the public may take, in milliseconds.
const publicTimeout = "10000"

// healthConnections are those by which the hub looks at itself.
const healthConnections = 2

// Options say where the store lives.
type Options struct {
	// DSN leads to the database as its owner.
	DSN string
	// LiveDSN leads to a replica that the public reads; empty: the same database.
	LiveDSN string
	// PublicConnections are those by which the public reads, and OwnerConnections those by which everything else is
	// done; 0: as many as pgx takes.
	PublicConnections, OwnerConnections int
	// Own says that the server is the hub's own and trusts whoever reaches it: the
	// public signs in as its own role, and nothing leads from there to the owner's.
	Own bool
	// Languages are the configured ones.
	Languages content.Languages
	// PublicURL is the address by which others reach the hub; bodies may link to it.
	PublicURL string
	// Bucket is where the bytes of assets are; nil: nowhere.
	Bucket *file.Bucket
	// Tools look into files, and Scanner looks for viruses in them; nil: nobody does.
	Tools   *media.Tools
	Scanner *clamd.Scanner
	// TolerateInaccessible lets be published what not everybody can take in; it is
	// warned of.
	TolerateInaccessible bool
}

// Store is the database with its two stages, and the kinds that live in it.
type Store struct {
	Kinds     *content.Kinds
	Languages content.Languages
	Signer    *content.Signer
	// Weaknesses say what is less safe than it could be, for the operator.
	Weaknesses []string

	// live reads what is published, as the public; draft reads and writes everything, as
	// the owner.
	live, draft *bun.DB
	// health looks at what the public reads from, however busy that is.
	health *bun.DB
	// asOf and preview read what was published, and what will be, as the owner.
	asOf, preview *bun.DB
	dsn, base     string
	tolerated     []content.PublishProblemCode
	// entries keeps what the public reads; nil: nothing is kept.
	entries *content.Cache
	queue   *job.Queue
	bucket  *file.Bucket
	files   *file.Library
	tools   *media.Tools
	scanner *clamd.Scanner
	pools   []*pgxpool.Pool
}

// Open connects to a database that is up to date.
func Open(ctx context.Context, options Options) (_ *Store, err error) {
	store := &Store{Languages: options.Languages, dsn: options.DSN, base: options.PublicURL, bucket: options.Bucket, tools: options.Tools, scanner: options.Scanner}
	defer func() {
		if err != nil {
			store.Close()
		}
	}()
	if options.TolerateInaccessible {
		store.tolerated = []content.PublishProblemCode{content.AltTextMissing, kind.CaptionsMissing}
	}
	if store.Kinds, err = kind.All(); err != nil {
		return nil, err
	}
	if store.queue, err = job.NewQueue(); err != nil {
		return nil, err
	}
	if store.draft, err = store.connect(ctx, options.DSN, options.OwnerConnections, map[string]string{"search_path": "draft, public"}); err != nil {
		return nil, err
	}
	if options.Bucket != nil {
		store.files = &file.Library{DB: store.draft, Bucket: options.Bucket, Queue: store.queue, Tools: options.Tools, Scanner: options.Scanner}
	}
	if err := store.checkServer(ctx); err != nil {
		return nil, err
	}
	public := map[string]string{
		"search_path": "live, public", "default_transaction_read_only": "on", "statement_timeout": publicTimeout,
	}
	switch err := store.grantPublic(ctx, options.Own); {
	case err == nil && options.Own:
		public["user"] = publicRole
	case err == nil:
		public["role"] = publicRole
	case !isDenied(err):
		return nil, err
	default:
		store.Weaknesses = append(store.Weaknesses,
			"the database's owner cannot take on the role "+publicRole+": the public reads as the owner, in read-only transactions; let an administrator create the role and grant it to the owner")
	}
	liveDSN := options.LiveDSN
	if liveDSN == "" {
		liveDSN = options.DSN
	}
	if store.live, err = store.connectPublic(ctx, liveDSN, options.PublicConnections, public); err != nil {
		return nil, err
	}
	if store.health, err = store.connect(ctx, liveDSN, healthConnections, public); err != nil {
		return nil, err
	}
	if store.asOf, err = store.connectTold(ctx, options.DSN, "asof", tellMoment); err != nil {
		return nil, err
	}
	if store.preview, err = store.connectTold(ctx, options.DSN, "preview", tellRelease); err != nil {
		return nil, err
	}
	key, err := store.secret(ctx, "cursor_key")
	store.Signer = content.NewSigner(key)
	return store, err
}

// connect opens a pool of so many connections, which all have the given settings; the
// setting user is who signs in.
func (s *Store) connect(ctx context.Context, dsn string, connections int, settings map[string]string) (*bun.DB, error) {
	db, err := s.open(ctx, dsn, settings, func(config *pgxpool.Config) {
		if connections > 0 {
			config.MaxConns = int32(connections)
		}
	})
	if err != nil {
		return nil, err
	}
	if err := db.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return db, nil
}

// connectPublic opens a pool as connect does, on which statements are prepared.
func (s *Store) connectPublic(ctx context.Context, dsn string, connections int, settings map[string]string) (*bun.DB, error) {
	pool, err := s.pool(ctx, dsn, settings, func(config *pgxpool.Config) {
		config.ConnConfig.StatementCacheCapacity = maxPrepared
		if connections > 0 {
			config.MaxConns = int32(connections)
		}
	})
	if err != nil {
		return nil, err
	}
	connector := preparingConnector{stdlib.GetPoolConnector(pool)}
	db := bun.NewDB(sql.OpenDB(connector), markingDialect{pgdialect.New()}).WithQueryHook(statementCounter{})
	if err := db.PingContext(ctx); err != nil {
		return nil, fmt.Errorf("the database does not answer: %w", err)
	}
	return db, nil
}

// open makes a pool, whose connections are made when they are needed.
func (s *Store) open(ctx context.Context, dsn string, settings map[string]string, configure func(*pgxpool.Config)) (*bun.DB, error) {
	pool, err := s.pool(ctx, dsn, settings, configure)
	if err != nil {
		return nil, err
	}
	return bun.NewDB(stdlib.OpenDBFromPool(pool), pgdialect.New()).WithQueryHook(statementCounter{}), nil
}

func (s *Store) pool(ctx context.Context, dsn string, settings map[string]string, configure func(*pgxpool.Config)) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("the address of the database cannot be read: %w", err)
	}
	for name, value := range settings {
		if name == "user" {
			config.ConnConfig.User = value
			continue
		}
		config.ConnConfig.RuntimeParams[name] = value
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "hub"
	// Bun writes values into the statement, so prepared statements would never be
	// used again.
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.ConnConfig.Tracer = statementTimer{}
	configure(config)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	s.pools = append(s.pools, pool)
	return pool, nil
}

// checkServer refuses a server on which the way values are quoted would be unsafe,
// or that is too old.
func (s *Store) checkServer(ctx context.Context) error {
	var conforming string
	var version int
	err := s.draft.QueryRowContext(ctx, "SELECT current_setting('standard_conforming_strings'), current_setting('server_version_num')::integer").Scan(&conforming, &version)
	switch {
	case err != nil:
		return err
	case conforming != "on":
		return errors.New("the database has standard_conforming_strings off; set it on")
	case version < 15_00_00:
		return fmt.Errorf("the database is Postgres %d; the hub needs 15 or later", version/10_000)
	}
	return nil
}

// grantPublic makes the public's role and gives it what it may do: to select in
// live, and how old that is. Roles belong to the whole server: another hub may have made it, or an
// administrator, who then grants it to the owner as well. It fails where the owner
// can neither take the role on nor grant it.
func (s *Store) grantPublic(ctx context.Context, own bool) error {
	login := ""
	if own {
		login = `
		DO $$ BEGIN
			IF NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = 'hub_public') THEN
				ALTER ROLE hub_public LOGIN;
			END IF;
		END $$;`
	}
	_, err := s.draft.ExecContext(ctx, `
		SELECT pg_advisory_xact_lock(`+fmt.Sprint(migrationLock)+`);
		DO $$ BEGIN
			IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'hub_public') THEN
				CREATE ROLE hub_public NOLOGIN NOSUPERUSER NOINHERIT;
			END IF;
		EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
		END $$;
		DO $$ BEGIN
			SET LOCAL ROLE hub_public;
			RESET ROLE;
		EXCEPTION WHEN insufficient_privilege THEN
			GRANT hub_public TO CURRENT_USER;
		END $$;
		DO $$ BEGIN
			EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
		END $$;
		REVOKE CREATE ON SCHEMA public FROM PUBLIC;
		GRANT USAGE ON SCHEMA live, cache TO hub_public;
		GRANT SELECT ON ALL TABLES IN SCHEMA live, cache TO hub_public;`+login)
	return err
}

func isDenied(err error) bool {
	var failure *pgconn.PgError
	return errors.As(err, &failure) && (failure.Code == "42501" || failure.Code == "0A000" || failure.Code == "0LP01")
}

// secret reads a secret of the hub's own, made up on first use.
func (s *Store) secret(ctx context.Context, name string) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := s.draft.NewRaw("INSERT INTO hub.settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING", name, hex.EncodeToString(fresh)).Exec(ctx); err != nil {
		return nil, err
	}
	var value string
	if err := s.draft.NewRaw("SELECT value FROM hub.settings WHERE name = ?", name).Scan(ctx, &value); err != nil {
		return nil, err
	}
	return hex.DecodeString(value)
}

// Importer writes records into the store.
func (s *Store) Importer() *transfer.Importer {
	return &transfer.Importer{DB: s.draft, Kinds: s.Kinds, Languages: s.Languages}
}

// Writer changes content, as editors do.
func (s *Store) Writer() *edit.Writer {
	return &edit.Writer{DB: s.draft, Kinds: s.Kinds, Languages: s.Languages}
}

// History reads what was, and who did what.
func (s *Store) History() *edit.History {
	return &edit.History{DB: s.draft, Signer: s.Signer}
}

// Translations reads how far translations have come.
func (s *Store) Translations(now time.Time) *edit.Translations {
	return &edit.Translations{DB: s.draft, Kinds: s.Kinds, Languages: s.Languages, Signer: s.Signer, Now: now}
}

// Publisher decides what is live.
func (s *Store) Publisher() *publish.Publisher {
	return &publish.Publisher{
		DB: s.draft, Kinds: s.Kinds, Languages: s.Languages, Signer: s.Signer, Base: s.base, Tolerated: s.tolerated, Enqueue: s.enqueueSchedule,
	}
}

// Exporter reads records from the store.
func (s *Store) Exporter() *transfer.Exporter {
	return &transfer.Exporter{DB: s.draft, Kinds: s.Kinds}
}

// Handles are the connections of the store, for storagetest, which alone has a key.
func (s *Store) Handles(handle.Key) (live, draft *bun.DB) { return s.live, s.draft }

// Close gives up all connections.
func (s *Store) Close() {
	for _, db := range []*bun.DB{s.live, s.health, s.draft, s.asOf, s.preview} {
		if db != nil {
			_ = db.Close()
		}
	}
	for _, pool := range s.pools {
		pool.Close()
	}
}
