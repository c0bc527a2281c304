// Package docs holds the documentation, so that a hub serves that of its own
// version.
package docs

import "embed"

// Files are the pages, in Markdown, and what they lead to.
//
//go:embed *.md *.vcl
var Files embed.FS
