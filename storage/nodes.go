package storage

import (
	"log/slog"

	"github.com/cocreated/hub/storage/node"
)

// Nodes are the hubs that serve from this database.
func (s *Store) Nodes(log *slog.Logger) *node.Nodes { return &node.Nodes{DB: s.draft, Log: log} }
