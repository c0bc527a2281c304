package media

import "fmt"

// Refusal says that a file is at fault: it is damaged, is not what it says it is, or
// asks for more than it may. To try again would change nothing.
type Refusal struct {
	// Message is for editors.
	Message string
	// Detail is what a program said of it, for the log.
	Detail string
}

// Error implements error.
func (r *Refusal) Error() string {
	if r.Detail == "" {
		return r.Message
	}
	return r.Message + ": " + r.Detail
}

// Missing says that nothing could be done because a package is not installed.
type Missing struct{ Package Package }

// Error implements error.
func (m *Missing) Error() string {
	return fmt.Sprintf("%s is not installed on the server: without it %s", m.Package, m.Package.Brings())
}

// failure is a program that did not do what it was told to. Whoever told it to knows
// what that says of the file.
type failure struct {
	program string
	// said is the end of what it wrote about it.
	said string
	err  error
}

// Error implements error.
func (f *failure) Error() string { return fmt.Sprintf("%s: %v: %s", f.program, f.err, f.said) }

// Unwrap gives the cause.
func (f *failure) Unwrap() error { return f.err }
