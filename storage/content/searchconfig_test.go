package content_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/storagetest"
)

// TestSearchConfig compares the configurations by which languages are searched with those
// that the database has: each is there, and none is there for nobody.
func TestSearchConfig(t *testing.T) {
	t.Parallel()
	var there []string
	err := storagetest.Draft(storagetest.Empty(t)).NewRaw(`SELECT n.nspname || '.' || c.cfgname FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
		WHERE c.cfgname ^@ 'hub_' ORDER BY c.cfgname COLLATE "C"`).Scan(t.Context(), &there)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for first := 'a'; first <= 'z'; first++ {
		for second := 'a'; second <= 'z'; second++ {
			locale := content.Locale([]rune{first, second})
			name := content.SearchConfig(locale)
			if dialect := content.SearchConfig(locale + "-Latn-ME"); dialect != name {
				t.Errorf("%s is searched by %s, and a dialect of it by %s", locale, name, dialect)
			}
			named[name] = true
		}
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(named)), there); diff != "" {
		t.Errorf("the database has others (-named +there):\n%s", diff)
	}
	for locale, want := range map[content.Locale]string{"it": "public.hub_italian", "bg": "public.hub_simple", "ita": "public.hub_simple"} {
		if got := content.SearchConfig(locale); got != want {
			t.Errorf("%s is searched by %s, want %s", locale, got, want)
		}
	}
}
