// Package transfer brings content in and out, a line of JSON for each entry: any number of
// them, in constant memory, in one transaction.
package transfer
