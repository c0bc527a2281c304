package job_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/storagetest"
)

// greet is a job for tests.
type greet struct {
	Name string `json:"name"`
}

func (greet) Kind() string { return "greet" }

// house is a database with a queue, and as many runners as a test wants.
type house struct {
	*storage.Store
	queue *job.Queue
	dsn   string
}

func open(t *testing.T) *house {
	t.Helper()
	dsn := storagetest.EmptyDSN(t)
	store, err := storage.Open(t.Context(), storage.Options{DSN: dsn, Own: true, Languages: storagetest.Languages()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	queue, err := job.NewQueue()
	if err != nil {
		t.Fatal(err)
	}
	return &house{Store: store, queue: queue, dsn: dsn}
}

// run starts a runner, and stops it with the test.
func (h *house) run(t *testing.T, options job.Options) *job.Runner {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), h.dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	options.Pool = pool
	if options.Logger == nil {
		options.Logger = slog.New(slog.NewTextHandler(t.Output(), nil))
	}
	runner, err := job.NewRunner(options)
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := runner.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
	return runner
}

// insert puts a job in by a transaction of its own.
func (h *house) insert(t *testing.T, args job.Args, how job.Insertion) (id int64) {
	t.Helper()
	err := storagetest.Draft(h.Store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) (err error) {
		id, err = h.queue.Insert(ctx, tx, args, how)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (h *house) count(t *testing.T, from string) (count int) {
	t.Helper()
	if err := storagetest.Draft(h.Store).NewRaw("SELECT count(*) FROM "+from).Scan(t.Context(), &count); err != nil {
		t.Fatal(err)
	}
	return count
}

// TestInsertIsPartOfTheTransaction puts a row and a job in by one transaction:
// both are there, or neither.
func TestInsertIsPartOfTheTransaction(t *testing.T) {
	t.Parallel()
	h := open(t)
	errBack := errors.New("take it back")
	for _, test := range []struct {
		name string
		end  error
		want int
	}{{"Rollback", errBack, 0}, {"Commit", nil, 1}} {
		t.Run(test.name, func(t *testing.T) {
			err := storagetest.Draft(h.Store).RunInTx(t.Context(), nil, func(ctx context.Context, tx bun.Tx) error {
				if _, err := tx.NewRaw("INSERT INTO hub.settings (name, value) VALUES ('greeting', 'it''s \\ \"quoted\"')").Exec(ctx); err != nil {
					return err
				}
				if _, err := h.queue.Insert(ctx, tx, greet{Name: `it's \ "quoted" $1 – 你好`}, job.Insertion{At: time.Now().Add(time.Hour)}); err != nil {
					return err
				}
				return test.end
			})
			if !errors.Is(err, test.end) {
				t.Fatal(err)
			}
			if rows := h.count(t, "hub.settings WHERE name = 'greeting'"); rows != test.want {
				t.Errorf("%d rows, want %d", rows, test.want)
			}
			if jobs := h.count(t, `hub.river_job WHERE args = '{"name": "it''s \\ \"quoted\" $1 – 你好"}'`); jobs != test.want {
				t.Errorf("%d jobs, want %d", jobs, test.want)
			}
		})
	}
}

// TestOnTimeAndOnce lets two runners compete for jobs that are due in a while, at
// moments between those at which anybody looks: each is done once, and not before
// it is due. How soon after that depends on the machine; that runners look for it
// all the time, and nobody has to wake it first, does not.
func TestOnTimeAndOnce(t *testing.T) {
	t.Parallel()
	h := open(t)
	var mu sync.Mutex
	done := map[string][]time.Time{}
	all := make(chan struct{})
	const jobs = 20
	kind := job.Work(func(_ context.Context, args greet, _ job.Attempt) error {
		mu.Lock()
		defer mu.Unlock()
		done[args.Name] = append(done[args.Name], time.Now())
		if len(done) == jobs {
			close(all)
		}
		return nil
	})
	h.run(t, job.Options{Kinds: []job.Kind{kind}})
	h.run(t, job.Options{Kinds: []job.Kind{kind}})
	due := map[string]time.Time{}
	for i := range jobs {
		name := strings.Repeat("x", i+1)
		due[name] = time.Now().Add(2*time.Second + time.Duration(i)*53*time.Millisecond)
		id := h.insert(t, greet{Name: name}, job.Insertion{At: due[name]})
		if awake := h.count(t, fmt.Sprintf("hub.river_job WHERE id = %d AND state <> 'scheduled'", id)); awake != 1 {
			t.Error("a job has to be woken before a runner takes it up")
		}
	}
	<-all
	mu.Lock()
	defer mu.Unlock()
	for name, at := range due {
		if len(done[name]) != 1 {
			t.Errorf("a job was done %d times", len(done[name]))
			continue
		}
		if early := at.Sub(done[name][0]); early > 0 {
			t.Errorf("a job was done %s before its time", early)
		}
	}
}

// TestTriedAgain fails a job, by an error and by a panic, until it succeeds, and
// another until it is given up: the log says under which id.
func TestTriedAgain(t *testing.T) {
	t.Parallel()
	h := open(t)
	outcomes := make(chan job.Outcome, 10)
	var log logBook
	h.run(t, job.Options{
		Logger: slog.New(slog.NewTextHandler(&log, nil)),
		Kinds: []job.Kind{job.Work(func(_ context.Context, args greet, attempt job.Attempt) error {
			switch {
			case args.Name == "never":
				return errors.New("no")
			case attempt.Number == 1:
				panic("not yet")
			}
			return nil
		})},
		Observe: func(o job.Outcome) { outcomes <- o },
	})
	next := func() job.Outcome {
		t.Helper()
		return <-outcomes
	}
	id := h.insert(t, greet{Name: "soon"}, job.Insertion{})
	if first := next(); first.Err == nil || first.JobID != id || first.Last() || first.Kind != "greet" {
		t.Errorf("the first attempt: %+v", first)
	}
	if second := next(); second.Err != nil || second.JobID != id || second.Number != 2 {
		t.Errorf("the second attempt: %+v", second)
	}
	given := h.insert(t, greet{Name: "never"}, job.Insertion{Attempts: 1})
	if only := next(); only.Err == nil || only.JobID != given || !only.Last() {
		t.Errorf("the only attempt: %+v", only)
	}
	for _, want := range []string{`msg="job failed, will be tried again"`, "not yet", `msg="job failed for good"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, log.String())
		}
	}
}

// TestStopsOnlyForAWhile stops a runner while a job runs that takes longer than the
// runner waits: the job hears of the end, and another runner does it.
func TestStopsOnlyForAWhile(t *testing.T) {
	t.Parallel()
	h := open(t)
	started, again := make(chan struct{}), make(chan struct{})
	runner := h.run(t, job.Options{Patience: 10 * time.Millisecond, Kinds: []job.Kind{
		job.Work(func(ctx context.Context, _ greet, _ job.Attempt) error {
			close(started)
			<-ctx.Done()
			return ctx.Err()
		}),
	}})
	h.insert(t, greet{}, job.Insertion{})
	<-started
	if err := runner.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	h.run(t, job.Options{Kinds: []job.Kind{
		job.Work(func(context.Context, greet, job.Attempt) error { close(again); return nil }),
	}})
	<-again
}

// TestStopWaits stops a runner while a job runs that has the time to end.
func TestStopWaits(t *testing.T) {
	t.Parallel()
	h := open(t)
	started, goOn := make(chan struct{}), make(chan struct{})
	var done error
	runner := h.run(t, job.Options{Patience: time.Minute, Kinds: []job.Kind{
		job.Work(func(ctx context.Context, _ greet, _ job.Attempt) error {
			close(started)
			<-goOn
			done = ctx.Err()
			return done
		}),
	}})
	h.insert(t, greet{}, job.Insertion{})
	<-started
	stopped := make(chan error)
	go func() { stopped <- runner.Stop(context.WithoutCancel(t.Context())) }()
	select {
	case err := <-stopped:
		t.Fatalf("the runner did not wait for the job: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	close(goOn)
	if err := <-stopped; err != nil || done != nil {
		t.Errorf("the runner stopped with %v, the job was ended with %v", err, done)
	}
	if left := h.count(t, "hub.river_job WHERE state = 'completed'"); left != 1 {
		t.Errorf("%d jobs are completed", left)
	}
}

// dig is a job for tests that takes long.
type dig struct{}

func (dig) Kind() string { return "dig" }

// TestHeavyJobsHoldUpNobody fills the line of heavy jobs, of which one is done at a
// time, and greets meanwhile.
func TestHeavyJobsHoldUpNobody(t *testing.T) {
	t.Parallel()
	h := open(t)
	var digging atomic.Int32
	started, greeted, end := make(chan struct{}, 3), make(chan struct{}), make(chan struct{})
	h.run(t, job.Options{Kinds: []job.Kind{
		job.Work(func(context.Context, dig, job.Attempt) error {
			if digging.Add(1) > 1 {
				t.Error("two heavy jobs are done at a time")
			}
			started <- struct{}{}
			<-end
			digging.Add(-1)
			return nil
		}),
		job.Work(func(context.Context, greet, job.Attempt) error { close(greeted); return nil }),
	}})
	for range 3 {
		h.insert(t, dig{}, job.Insertion{Line: job.Heavy})
	}
	<-started
	h.insert(t, greet{}, job.Insertion{})
	<-greeted
	close(end)
	<-started
	<-started
}

// TestWithin ends the context of a job after the time of its kind.
func TestWithin(t *testing.T) {
	t.Parallel()
	h := open(t)
	ended := make(chan error)
	h.run(t, job.Options{Kinds: []job.Kind{
		job.Work(func(ctx context.Context, _ dig, _ job.Attempt) error {
			<-ctx.Done()
			ended <- ctx.Err()
			return nil
		}).Within(10 * time.Millisecond),
	}})
	h.insert(t, dig{}, job.Insertion{})
	if err := <-ended; !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("it ended with %v", err)
	}
}

// TestLost leaves jobs behind as a node does that was killed an hour ago: what could
// still be at work somewhere is left alone, the rest is done anew.
func TestLost(t *testing.T) {
	t.Parallel()
	h := open(t)
	h.insert(t, greet{}, job.Insertion{})
	h.insert(t, dig{}, job.Insertion{})
	if _, err := storagetest.Draft(h.Store).ExecContext(t.Context(), `UPDATE hub.river_job SET state = 'running', attempt = 1, attempted_at = now() - interval '1 hour'`); err != nil {
		t.Fatal(err)
	}
	greeted := make(chan int, 1)
	h.run(t, job.Options{Kinds: []job.Kind{
		job.Work(func(_ context.Context, _ greet, attempt job.Attempt) error { greeted <- attempt.Number; return nil }),
		job.Work(func(context.Context, dig, job.Attempt) error { t.Error("two nodes do the same"); return nil }).Within(2 * time.Hour),
	}})
	if attempt := <-greeted; attempt != 2 {
		t.Errorf("it is done by attempt %d", attempt)
	}
	if n := h.count(t, "hub.river_job WHERE kind = 'dig' AND state = 'running'"); n != 1 {
		t.Error("what may still be at work is no longer")
	}
}

// TestPeriodic runs what is to be done at each start.
func TestPeriodic(t *testing.T) {
	t.Parallel()
	h := open(t)
	done := make(chan string, 2)
	h.run(t, job.Options{
		Kinds: []job.Kind{job.Work(func(_ context.Context, args greet, _ job.Attempt) error { done <- args.Name; return nil })},
		Periodic: []job.Periodic{
			{Args: greet{Name: "start"}, Every: time.Hour, AtStart: true},
			{Args: greet{Name: "later"}, Every: time.Hour},
		},
	})
	if name := <-done; name != "start" {
		t.Errorf("done first: %q", name)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	t.Run("NoPool", func(t *testing.T) {
		if _, err := job.NewRunner(job.Options{Logger: slog.New(slog.DiscardHandler)}); err == nil {
			t.Error("a runner without a database was made")
		}
	})
	t.Run("KindTwice", func(t *testing.T) {
		h := open(t)
		pool, err := pgxpool.New(t.Context(), h.dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		kind := job.Work(func(context.Context, greet, job.Attempt) error { return nil })
		if _, err := job.NewRunner(job.Options{Pool: pool, Logger: slog.New(slog.DiscardHandler), Kinds: []job.Kind{kind, kind}}); err == nil {
			t.Error("one kind of job was registered twice")
		}
	})
}

// TestRollbackTakesJobsAway migrates down to nothing: River's tables are gone too.
func TestRollbackTakesJobsAway(t *testing.T) {
	t.Parallel()
	h := open(t)
	if tables := h.count(t, "pg_tables WHERE schemaname = 'hub' AND tablename LIKE 'river%'"); tables == 0 {
		t.Fatal("River has no tables in the schema hub")
	}
	if err := storage.Rollback(t.Context(), h.dsn); err != nil {
		t.Fatal(err)
	}
	if tables := h.count(t, "pg_tables WHERE tablename LIKE 'river%'"); tables != 0 {
		t.Errorf("%d tables of River are left", tables)
	}
	if pending, err := storage.Pending(t.Context(), h.dsn); err != nil || !strings.HasPrefix(pending[0], "river_") {
		t.Errorf("what is missing: %v, %v", pending, err)
	}
}

// logBook is a log that a test reads while others write.
type logBook struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logBook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *logBook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
