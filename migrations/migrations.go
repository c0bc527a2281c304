// Package migrations holds the SQL that makes and changes the database. Files in
// hub are applied to the schema hub, files in content to draft and to live alike.
package migrations

import "embed"

// Files are the migrations: `<number>_<name>.up.sql` and its `.down.sql`. A number
// is used once, in either folder, and they are applied in the order of numbers.
//
//go:embed hub/*.sql content/*.sql
var Files embed.FS
