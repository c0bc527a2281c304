package notice

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// ErrStartAnew refuses a position from which it cannot be told any more what has changed
// since: events after it were swept, or the database is another one, or was put back to what
// it was earlier. Its reader asks for [Log.Head], reads everything, and goes on from there.
var ErrStartAnew = errors.New("notice: what has changed since this position is not known any more: start anew")

// Log is what has changed, in an order that is right although commits overtake each other. It
// is for those who must hear of everything, also of what happened while they were away: the
// [Bus] wakes them, and tells nobody what they have missed.
//
// Events come by transaction, in the order in which transactions began to write, and only from
// below the oldest that is still open anywhere on the server: nothing can come in between any
// more. So a transaction that is open for long holds back what comes after it, and the end of
// one that tells of nothing wakes nobody: who reads the log looks also when the bus is quiet.
//
// An event may be heard of before a replica shows it.
type Log struct {
	// DB is the database as its owner; no replica.
	DB bun.IDB
}

// LogEvent is an event with the position after it.
type LogEvent struct {
	EntryEvent
	Position Position
}

// logState is what one look at the log finds.
type logState struct {
	// ID tells this log from that of another database, and from what became of it on another
	// server.
	ID string
	// Oldest is the oldest transaction that is open, and Next is above all that there are.
	Oldest, Next uint64
	// Swept is where the last transaction that was swept stands; empty before there was any.
	// Transactions are swept whole.
	Swept  Position
	Events json.RawMessage
}

// logID is the SQL of what a log is known by. The numbers of transactions mean nothing on
// another server; a database that is put back, or taken over from a primary that was lost,
// has another timeline, because it gives some of them a second time.
const logID = `(SELECT to_hex(hashtextextended(concat_ws('/',
	(SELECT system_identifier FROM pg_control_system()), left(pg_walfile_name(pg_current_wal_insert_lsn()), 8),
	(SELECT oid FROM pg_database WHERE datname = current_database()), 'hub.events'::regclass::oid), 0)))`

const sinceSQL = `SELECT ` + logID + ` AS id, pg_snapshot_xmin(pg_current_snapshot())::text AS oldest, pg_snapshot_xmax(pg_current_snapshot())::text AS next,
		coalesce((SELECT value FROM hub.settings WHERE name = 'events_swept'), '') AS swept,
		coalesce((SELECT jsonb_agg(e ORDER BY e.transaction, e.number) FROM (
			SELECT transaction_id AS transaction, number, at, type, stage, kind, entry_id AS id, version, nullif(locales, '{}') AS locales FROM hub.events
			WHERE (transaction_id, number) > (?::xid8, ?) AND transaction_id < (SELECT pg_snapshot_xmin(pg_current_snapshot()))
			ORDER BY transaction_id, number LIMIT ?
		) AS e), '[]') AS events`

// Head is the position after all that has happened: what is not below it yet comes after it.
func (l *Log) Head(ctx context.Context) (Position, error) {
	state, err := l.look(ctx, place{}, 0)
	return state.end(), err
}

// Since reads the events after a position, at most limit of them, with the position to go on
// from. That moves on also where nothing has happened: who keeps it, and asks more often than
// events are swept, never has to start anew. It fails with [ErrStartAnew].
func (l *Log) Since(ctx context.Context, position Position, limit int) ([]LogEvent, Position, error) {
	if limit < 1 {
		return nil, "", fmt.Errorf("notice: %d events cannot be read", limit)
	}
	from, err := position.place()
	if err != nil {
		return nil, "", err
	}
	state, err := l.look(ctx, from, limit)
	if err != nil {
		return nil, "", err
	}
	if known, err := state.knows(from); err != nil || !known {
		return nil, "", cmp.Or(err, ErrStartAnew)
	}
	var rows []struct {
		EntryEvent
		Transaction uint64 `json:",string"`
		Number      int64
	}
	if err := json.Unmarshal(state.Events, &rows); err != nil {
		return nil, "", err
	}
	events := make([]LogEvent, len(rows))
	for i, row := range rows {
		row.At = row.At.UTC()
		events[i] = LogEvent{row.EntryEvent, place{state.ID, row.Transaction, row.Number}.position()}
	}
	if len(events) == limit {
		return events, events[limit-1].Position, nil
	}
	return events, state.end(), nil
}

// look reads up to limit events after a place, and the state of the log in the same moment.
func (l *Log) look(ctx context.Context, from place, limit int) (state logState, err error) {
	err = l.DB.NewRaw(sinceSQL, fmt.Sprint(from.transaction), from.number, limit).
		Scan(ctx, &state.ID, &state.Oldest, &state.Next, &state.Swept, &state.Events)
	return state, err
}

// end is the position after all that can be told.
func (s *logState) end() Position { return place{log: s.ID, transaction: s.Oldest}.position() }

// knows tells whether nothing after a place is missing.
func (s *logState) knows(from place) (bool, error) {
	if from.log != s.ID || from.transaction > s.Next {
		return false, nil
	}
	if s.Swept == "" {
		return true, nil
	}
	swept, err := s.Swept.place()
	return swept.log != s.ID || from.transaction > swept.transaction, err
}

// Sweep removes the events of transactions that began longer ago than they are to be kept,
// and tells how many there were.
func (l *Log) Sweep(ctx context.Context, kept time.Duration) (swept int, err error) {
	// What was brought here from another server by a dump may have numbers that are not yet
	// given here; it says nothing of how far this log was swept.
	err = l.DB.NewRaw(`WITH swept AS (
			DELETE FROM hub.events WHERE at < transaction_timestamp() - make_interval(secs => ?) RETURNING transaction_id
		), mark AS (
			INSERT INTO hub.settings AS s (name, value)
			SELECT 'events_swept', concat_ws('.', `+logID+`, transaction_id, 0) FROM swept
			WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY transaction_id DESC LIMIT 1
			ON CONFLICT (name) DO UPDATE SET value = excluded.value
			WHERE split_part(s.value, '.', 1) <> split_part(excluded.value, '.', 1)
				OR split_part(s.value, '.', 2)::xid8 < split_part(excluded.value, '.', 2)::xid8
		)
		SELECT count(*) FROM swept`, kept.Seconds()).Scan(ctx, &swept)
	return swept, err
}
