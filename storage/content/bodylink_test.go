package content_test

import (
	"slices"
	"testing"

	"github.com/cocreated/hub/storage/content"
)

// TestLinkedAddresses reads where the links of bodies lead.
func TestLinkedAddresses(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		want []string
	}{
		"Nothing":   {"No links: none.", nil},
		"Link":      {"See [it](hub:course/first#two) and [it](hub:course/first).", []string{"hub:course/first"}},
		"Image":     {"![A house](hub:asset/house)", []string{"hub:asset/house"}},
		"Reference": {"See [it][1].\n\n[1]: https://hub.example.org/courses/b/?page=2", []string{"https://hub.example.org/courses/b"}},
		"Auto":      {"See <https://example.org/a>, <hub:page/z>, and not https://example.org/b.", []string{"https://example.org/a", "hub:page/z"}},
		"Letters":   {"[it](hub:page/ch%C3%AAne)", []string{"hub:page/chêne"}},
		"Elsewhere": {"[a](/b), [c](mailto:d@example.org), [e](#f)", nil},
		"Code":      {"Write `hub:page/z`:\n\n    [it](hub:page/z)", nil},
	} {
		if got := content.LinkedAddresses(test.body); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q and not %q", name, got, test.want)
		}
	}
}

// TestEntryAt reads addresses of entries, by the scheme and below the address of the hub.
func TestEntryAt(t *testing.T) {
	t.Parallel()
	kinds, err := content.NewKinds(shelves(nil))
	if err != nil {
		t.Fatal(err)
	}
	const base = "https://hub.example.org/"
	for address, want := range map[string]string{
		"hub:shelf/a#b": "shelf/a", "hub:chimera/a": "chimera/a", base + "shelf/a": "shelf/a", base + "shelves/a/?b": "shelf/a",
		base + "chimera/a": "", base + "shelf/a/b": "", base + "shelf/": "", "https://example.org/shelf/a": "", "/shelf/a": "",
	} {
		got := ""
		if kind, slug, ok := kinds.EntryAt(base, address); ok {
			got = kind + "/" + slug
		}
		if got != want {
			t.Errorf("%s is %q and not %q", address, got, want)
		}
	}
	if _, _, ok := kinds.EntryAt("", "/shelf/a"); ok {
		t.Error("without an address of the hub, a path is an entry")
	}
}
