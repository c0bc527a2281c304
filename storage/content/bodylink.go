package content

import (
	"net/url"
	"slices"
	"strings"
)

// LinkedAddresses are the addresses that links and images of a body lead to, as texts keep
// them to be found by: each once, in order, and only those that name where they lead, by
// `hub:` or on the web. What a link says of a place within, by a query or an anchor, is left
// out, and so is a slash at the end; letters are as they are read.
func LinkedAddresses(body string) []string {
	if !strings.Contains(body, ":") {
		return nil // and so it need not be parsed
	}
	var found []string
	for _, address := range (&RichText{Markdown: body}).Addresses() {
		if isAbsolute := func(scheme string) bool { return strings.HasPrefix(address, scheme) }; slices.ContainsFunc([]string{LinkScheme, "https://", "http://"}, isAbsolute) {
			found = append(found, strings.TrimSuffix(withoutAnchor(address), "/"))
		}
	}
	slices.Sort(found)
	return slices.Compact(found)
}

// EntryAt reads the address of an entry: `hub:kind/slug`, or the kind, singular or plural,
// and the slug below the address of the hub, where that is known. Other addresses are not
// its business.
func (all *Kinds) EntryAt(base, address string) (kind, slug string, ok bool) {
	if rest, ours := strings.CutPrefix(address, LinkScheme); ours {
		kind, slug, _ = strings.Cut(withoutAnchor(rest), "/")
		return kind, slug, true
	}
	address = strings.TrimSuffix(withoutAnchor(address), "/")
	for _, prefix := range all.linkPrefixes(base) {
		slug, below := strings.CutPrefix(address, prefix.Prefix)
		if below && slug != "" && !strings.Contains(slug, "/") {
			return prefix.Kind, slug, true
		}
	}
	return "", "", false
}

// linkPrefix is how the address of an entry begins, before its slug.
type linkPrefix struct {
	Kind   string `json:"kind"`
	Prefix string `json:"prefix"`
}

// linkPrefixes are all ways to write the address of an entry of each kind.
func (all *Kinds) linkPrefixes(base string) []linkPrefix {
	var prefixes []linkPrefix
	base = strings.TrimSuffix(base, "/") + "/"
	for _, kind := range all.ordered {
		prefixes = append(prefixes, linkPrefix{kind.Name, LinkScheme + kind.Name + "/"})
		if base != "/" {
			prefixes = append(prefixes, linkPrefix{kind.Name, base + kind.Name + "/"}, linkPrefix{kind.Name, base + kind.Table + "/"})
		}
	}
	return prefixes
}

// withoutAnchor is an address without query and anchor, with letters as they are read.
func withoutAnchor(address string) string {
	if end := strings.IndexAny(address, "?#"); end >= 0 {
		address = address[:end]
	}
	if read, err := url.PathUnescape(address); err == nil {
		return read
	}
	return address
}
