package notice

// SinceSQL is the statement by which the log is read, for a test to explain.
const SinceSQL = sinceSQL
