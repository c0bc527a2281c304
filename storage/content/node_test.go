package content_test

import (
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestNodes reads entries and parts of several kinds at once: each in its place, as often as
// it is asked for, and nothing where there is none.
func TestNodes(t *testing.T) {
	t.Parallel()
	store := storagetest.Demo(t)
	reader, err := store.ReadDraft(time.Now(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var there []struct {
		ID   uuid.UUID
		Kind string
	}
	err = storagetest.Draft(store).NewRaw(`(SELECT DISTINCT ON (kind) id, kind FROM entries) UNION ALL (SELECT DISTINCT ON (kind) id, kind FROM parts)`).Scan(t.Context(), &there)
	if err != nil || len(there) < 20 {
		t.Fatal(there, err)
	}
	var ids []string
	for _, row := range there {
		ids = append(ids, content.EncodeID(row.Kind, row.ID))
	}
	wanted := append([]string{content.EncodeID("course", uuid.New()), content.EncodeID("chimera", uuid.New()), ids[0]}, ids...)
	nodes, err := content.Nodes(t.Context(), reader, wanted)
	if err != nil || len(nodes) != len(wanted) {
		t.Fatal(len(nodes), err)
	}
	for i, node := range nodes {
		switch {
		case i < 2 && node != nil:
			t.Errorf("there is %v, and should be nothing", node.ID())
		case i >= 2 && (node == nil || node.ID() != wanted[i]):
			t.Errorf("%d is %v and not %s", i, node, wanted[i])
		}
	}
}
