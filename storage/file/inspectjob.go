package file

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/job"
)

// InspectFile has a file inspected, and what can be made of it made.
type InspectFile struct {
	SHA256 string `json:"sha256"`
}

// Kind implements job.Args.
func (InspectFile) Kind() string { return "asset_inspect" }

// StreamFile has the streams of a video made.
type StreamFile struct {
	SHA256 string `json:"sha256"`
}

// Kind implements job.Args.
func (StreamFile) Kind() string { return "asset_stream" }

// giveUpOverdue has files given up whose inspection is lost.
type giveUpOverdue struct{}

// Kind implements job.Args.
func (giveUpOverdue) Kind() string { return "asset_overdue" }

// Overdue has it looked, again and again, whether inspections are lost.
var Overdue = job.Periodic{Args: giveUpOverdue{}, Every: time.Hour}

const (
	// attempts is how often each is tried.
	attempts = 5
	// inspectTime and streamTime are how long an attempt may take, with fetching the
	// file and storing what was made of it.
	inspectTime = 30 * time.Minute
	streamTime  = 7 * time.Hour
)

// Jobs are the kinds of jobs that look into files.
func (l *Library) Jobs() []job.Kind {
	return []job.Kind{
		job.Work(l.Inspect).Within(inspectTime), job.Work(l.Stream).Within(streamTime),
		job.Work(func(ctx context.Context, _ giveUpOverdue, _ job.Attempt) error { return l.GiveUpOverdue(ctx) }),
	}
}

func (l *Library) enqueueInspection(ctx context.Context, tx bun.Tx, sha256 string) error {
	_, err := l.Queue.Insert(ctx, tx, InspectFile{SHA256: sha256}, job.Insertion{Attempts: attempts, Line: job.Heavy})
	return err
}

func (l *Library) enqueueStreams(ctx context.Context, tx bun.Tx, sha256 string) error {
	_, err := l.Queue.Insert(ctx, tx, StreamFile{SHA256: sha256}, job.Insertion{Attempts: attempts, Line: job.Long})
	return err
}
