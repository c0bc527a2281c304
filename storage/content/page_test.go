package content_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/uptrace/bun"
	"pgregory.net/rapid"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/content/contenttest"
	"github.com/cocreated/hub/storage/pg"
	"github.com/cocreated/hub/storage/storagetest"
)

var noon = time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)

// listed is a list that can be read page by page.
type listed[T any] func(content.Page) (*content.Connection[T], error)

// throughPages reads a list from one end to the other, in pages of drawn sizes, and
// answers what it met in the order of the list. On its way each page must know whether
// there is more, and turning round must lead back to the page before.
func throughPages[T any](t *rapid.T, read listed[T], key func(*T) string) []string {
	backwards := rapid.Bool().Draw(t, "backwards")
	var met []string
	var before []string // the page before
	page := content.Page{}
	for {
		size := rapid.IntRange(1, 12).Draw(t, "size")
		if page.First, page.Last = &size, nil; backwards {
			page.First, page.Last = nil, &size
		}
		found, err := read(page)
		if err != nil {
			t.Fatal(err)
		}
		keys := make([]string, len(found.Nodes))
		for i, node := range found.Nodes {
			keys[i] = key(node)
		}
		more, behind := found.PageInfo.HasNextPage, found.PageInfo.HasPreviousPage
		if backwards {
			more, behind = behind, more
		}
		if behind != (before != nil) || len(keys) > size {
			t.Fatalf("the page %v of %d after %v: %+v", keys, size, before, found.PageInfo)
		}
		if backwards {
			met = append(slices.Clone(keys), met...)
		} else {
			met = append(met, keys...)
		}
		if before != nil && len(keys) > 0 {
			turned := content.Page{Last: pointer(len(before)), Before: found.PageInfo.StartCursor()}
			if backwards {
				turned = content.Page{First: pointer(len(before)), After: found.PageInfo.EndCursor()}
			}
			back, err := read(turned)
			if err != nil {
				t.Fatal(err)
			}
			for i, node := range back.Nodes {
				if i >= len(before) || key(node) != before[i] {
					t.Fatalf("back from %v one meets not %v but %s", keys, before, key(node))
				}
			}
		}
		if !more {
			return met
		}
		if before, page.After, page.Before = keys, found.PageInfo.EndCursor(), nil; backwards {
			page.After, page.Before = nil, found.PageInfo.StartCursor()
		}
	}
}

func pointer[T any](value T) *T { return &value }

// TestKeysetPages reads drawn rows, with ties and nulls, by drawn keys and directions: no
// page loses a row or has one twice, and the order is that of Postgres.
func TestKeysetPages(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	type row struct {
		A  *string `json:"a"`
		B  *int    `json:"b"`
		ID int     `json:"id"`
	}
	text := func(n *int) *string {
		if n == nil {
			return nil
		}
		text := fmt.Sprint(*n)
		return &text
	}
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
			return row{
				A: rapid.Ptr(rapid.SampledFrom([]string{"", "a", "b", "'", "à"}), true).Draw(t, "a"),
				B: rapid.Ptr(rapid.IntRange(-1, 1), true).Draw(t, "b"),
			}
		}), 0, 12).Draw(t, "rows")
		for i := range rows {
			rows[i].ID = i
		}
		keyset := content.Keyset[row]{
			Name: "rows",
			Keys: []content.SortKey{
				{Value: bun.SafeQuery("r.a"), As: "text", Descending: rapid.Bool().Draw(t, "a descends")},
				{Value: bun.SafeQuery("r.b"), As: "integer", Descending: rapid.Bool().Draw(t, "b descends")},
				{Value: bun.SafeQuery("r.id"), As: "integer", Descending: rapid.Bool().Draw(t, "id descends")},
			},
			Query: func() *bun.SelectQuery {
				return storagetest.Draft(store).NewSelect().TableExpr("jsonb_to_recordset(?) AS r (a text, b integer, id integer)", pg.Rows(rows)).ColumnExpr("r.*")
			},
			SortedBy: func(r *row) []*string { return []*string{r.A, text(r.B), text(&r.ID)} },
		}
		met := throughPages(t, func(page content.Page) (*content.Connection[row], error) {
			return keyset.Page(context.Background(), store.Signer, page)
		}, func(r *row) string { return fmt.Sprint(r.ID) })
		// Nulls come last in either direction.
		slices.SortFunc(rows, func(a, b row) int {
			return cmp.Or(nullsLast(a.A, b.A, keyset.Keys[0].Descending), nullsLast(a.B, b.B, keyset.Keys[1].Descending), nullsLast(&a.ID, &b.ID, keyset.Keys[2].Descending))
		})
		var want []string
		for _, r := range rows {
			want = append(want, fmt.Sprint(r.ID))
		}
		if !slices.Equal(met, want) {
			t.Errorf("met %v, want %v", met, want)
		}
	})
}

func nullsLast[T cmp.Ordered](a, b *T, descending bool) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	case descending:
		return cmp.Compare(*b, *a)
	default:
		return cmp.Compare(*a, *b)
	}
}

// TestListPages reads the entries of a kind in drawn orders and under drawn conditions:
// page by page it is what it is at once.
func TestListPages(t *testing.T) {
	t.Parallel()
	store := storagetest.Garden(t)
	var file bytes.Buffer
	draw := rapid.Custom(func(t *rapid.T) map[string]any { return contenttest.DrawPlant(t, "plant") })
	const plants = 30
	for i := range plants {
		record := draw.Example(i)
		record["slug"] = fmt.Sprint("plant-", i)
		if err := json.NewEncoder(&file).Encode(record); err != nil {
			t.Fatal(err)
		}
	}
	storagetest.Import(t, store, file.Bytes())
	rapid.Check(t, func(t *rapid.T) {
		var orderBy []map[string]any
		var orders []string
		for _, order := range rapid.Permutation([]string{"TITLE", "HEIGHT", "LABEL", "BRANCHES"}).Draw(t, "orders")[:rapid.IntRange(0, 4).Draw(t, "keys")] {
			direction := rapid.SampledFrom([]string{"ASC", "DESC"}).Draw(t, "direction")
			orderBy = append(orderBy, map[string]any{"field": order, "direction": direction})
			orders = append(orders, order+" "+direction)
		}
		where := rapid.SampledFrom([]map[string]any{
			nil,
			{"height": map[string]any{"isNull": false}},
			{"size": map[string]any{"gte": "MEDIUM"}},
			{"not": map[string]any{"label": map[string]any{"contains": "oak"}}},
			{"or": []map[string]any{{"names": map[string]any{"contains": "дъб"}}, {"height": map[string]any{"lt": 100}}}},
		}).Draw(t, "where")
		reader, err := store.ReadDraft(noon, []content.Locale{"it", "en"})
		if err != nil {
			t.Fatal(err)
		}
		list := func(page content.Page) (*content.Connection[contenttest.Plant], error) {
			return content.List[contenttest.Plant](context.Background(), reader, store.Signer, page, where, orderBy)
		}
		most := content.MaxPage
		whole, err := list(content.Page{First: &most})
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, plant := range whole.Nodes {
			want = append(want, plant.Slug())
		}
		if met := throughPages(t, list, (*contenttest.Plant).Slug); !slices.Equal(met, want) {
			t.Errorf("by %s met %v, want %v", strings.Join(orders, ", "), met, want)
		}
		if total, err := whole.TotalCount(context.Background()); err != nil || total != len(want) || total == 0 || total > plants {
			t.Errorf("it counts %d, %v; there are %d", total, err, len(want))
		}
	})
}
