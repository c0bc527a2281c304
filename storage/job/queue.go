package job

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivertype"
	"github.com/uptrace/bun"
)

// schema is where River keeps its tables.
const schema = "hub"

// Queue takes jobs in. It needs no runner: what is put in waits for one.
type Queue struct {
	client *river.Client[*sql.Tx]
}

// NewQueue makes a queue.
func NewQueue() (*Queue, error) {
	client, err := river.NewClient(riverdatabasesql.New(nil), &river.Config{
		Schema: schema, Logger: slog.New(slog.DiscardHandler), Hooks: []rivertype.Hook{&punctual{}},
	})
	return &Queue{client: client}, err
}

// Line is a queue in which jobs wait for each other; others do not wait for them.
type Line string

// Lines.
const (
	// Swift is for jobs that take moments.
	Swift Line = river.QueueDefault
	// Heavy is for jobs that keep a processor busy for minutes. A node does one at a time.
	Heavy Line = "heavy"
	// Long is for those that keep it busy for hours. A node does one at a time, beside a
	// heavy one.
	Long Line = "long"
)

// Insertion says when a job is to be done, and how often it may be tried.
type Insertion struct {
	// At is the moment; zero or past: at once.
	At time.Time
	// Attempts is how often it is tried at most; zero: 25 times, over three weeks.
	Attempts int
	// Line is where it waits; empty: [Swift].
	Line Line
}

// Insert puts a job in as part of a transaction, and answers its id. Once that is
// committed some runner takes the job up; taken back, there never was one.
func (q *Queue) Insert(ctx context.Context, tx bun.Tx, args Args, how Insertion) (int64, error) {
	inserted, err := q.client.InsertTx(ctx, tx.Tx, args, &river.InsertOpts{ScheduledAt: how.At, MaxAttempts: how.Attempts, Queue: string(how.Line)})
	if err != nil {
		return 0, err
	}
	return inserted.Job.ID, nil
}

// punctual puts in jobs for later as what they become when their time has come.
// River's own state for them is left every 5 s only, and only while some node
// leads, so a job could be many seconds late; runners look for this one all the
// time, and take nothing before its time.
type punctual struct{ river.HookDefaults }

// InsertBegin implements rivertype.HookInsertBegin.
func (*punctual) InsertBegin(_ context.Context, job *rivertype.JobInsertParams) error {
	if job.State == rivertype.JobStateScheduled {
		job.State = rivertype.JobStateAvailable
	}
	return nil
}
