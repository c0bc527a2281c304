package cluster

import (
	"net/url"
	"strings"
)

// port is in the name of the socket's file; there is no TCP.
const port = "5432"

// serverArgs are the settings that the hub relies on, out of reach of postgresql.conf and ALTER SYSTEM.
func serverArgs(data, socket string, fast bool) []string {
	args := []string{"-D", data}
	set := func(name, value string) { args = append(args, "-c", name+"="+value) }
	set("port", port)
	set("listen_addresses", "")
	set("unix_socket_directories", `"`+strings.ReplaceAll(socket, `"`, `""`)+`"`) // a list
	set("unix_socket_permissions", "0700")
	set("log_destination", "stderr") // into the hub's hands
	set("logging_collector", "off")
	set("lc_messages", "C") // the hub reads them
	if fast {
		// synchronous_commit stays on: it costs little without fsync, and a killed server still loses nothing.
		set("fsync", "off")
		set("full_page_writes", "off")
	}
	return args
}

// dsn names everything, so that no PG… variable of the environment gets a say.
func dsn(socket, database string) string {
	query := url.Values{"host": {socket}, "port": {port}, "sslmode": {"disable"}}.Encode()
	return (&url.URL{
		Scheme: "postgres", User: url.User("hub"), Path: "/" + database,
		RawQuery: strings.ReplaceAll(query, "+", "%20"), // clients of Postgres take a plus for a plus
	}).String()
}
