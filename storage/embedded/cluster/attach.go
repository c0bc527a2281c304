package cluster

import (
	"fmt"
	"os"
	"path/filepath"
)

// Attach is the connection string of a database of the cluster that another hub runs on a data folder. It is for commands that
// work beside a running hub, after [Start] has answered with a [*LockedError].
func Attach(dir, database string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	socket, err := filepath.EvalSymlinks(paths(dir).socket())
	if err == nil {
		_, err = os.Stat(filepath.Join(socket, socketFile))
	}
	if err != nil {
		return "", fmt.Errorf("no Postgres server runs on %s: %w", dir, err)
	}
	return dsn(socket, database), nil
}
