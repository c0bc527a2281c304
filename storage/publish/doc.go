// Package publish changes what is live: publishing and unpublishing with the checks before it,
// at once, at a time, or as a release of several entries.
package publish
