package notice

import (
	"fmt"
	"strconv"
	"strings"
)

// Position is a place in a [Log], for its reader to keep. It outlives the hub and a restart of
// Postgres, but no move to another server or another database, and no restoring of a backup.
// What it is made of is the log's own.
type Position string

// place is what a position says: in which log, and after which event of which transaction.
// All below the transaction lies before it.
type place struct {
	log         string
	transaction uint64
	number      int64
}

func (p place) position() Position {
	return Position(fmt.Sprintf("%s.%d.%d", p.log, p.transaction, p.number))
}

func (p Position) place() (place, error) {
	parts := strings.Split(string(p), ".")
	if len(parts) == 3 {
		transaction, err := strconv.ParseUint(parts[1], 10, 64)
		if number, also := strconv.ParseInt(parts[2], 10, 64); err == nil && also == nil {
			return place{parts[0], transaction, number}, nil
		}
	}
	return place{}, fmt.Errorf("notice: %q is no position of a log", string(p))
}
