// Package docs holds the documentation, so that a hub serves that of its own
// version.
package docs

import "embed"

// Files are the pages, in Markdown.
//
//go:embed *.md
var Files embed.FS
