package storage

import (
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// The pages of what was, as the schema names them.
type (
	// RevisionConnection is a page of revisions.
	RevisionConnection = content.Connection[edit.Revision]
	// RevisionEdge is a revision in its place in a list.
	RevisionEdge = content.Edge[edit.Revision]
	// AuditConnection is a page of the audit trail.
	AuditConnection = content.Connection[edit.AuditEntry]
	// AuditEdge is a line of the audit trail in its place.
	AuditEdge = content.Edge[edit.AuditEntry]
	// BinConnection is a page of the bin.
	BinConnection = content.Connection[edit.BinEntry]
	// BinEdge is an entry of the bin in its place.
	BinEdge = content.Edge[edit.BinEntry]
)
