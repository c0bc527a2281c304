// Package handle keeps the connections of the store to itself, but for tests.
package handle

// Key is asked for by what gives the connections of the store away. It cannot be named
// outside of the folder storage, where storagetest alone names it: what reads or writes by
// connections of the store, past its readers and writers, is a test.
type Key struct{}
