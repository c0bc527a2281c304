package main

import (
	"fmt"
	"math"
	"os"
	"runtime"
	"strings"
)

// write writes the tables.
func (b *bench) write() error {
	var out strings.Builder
	fmt.Fprintf(&out, "# How fast the hub gives out what is published\n\n`make bench/reads` wrote this: %d processors for servers, Postgres and load together; the content times %g.\n\n", runtime.NumCPU(), b.settings.scale)
	out.WriteString("Requests a second as a ratio to one tuned statement, geometric means of the operations; time of processors, of the server and with that of Postgres, as a ratio, too, at 16 connections; memory of the server at the end.\n\n")
	out.WriteString("| Server | 1 connection | 16 | 64 | CPU | CPU with Postgres | Memory |\n|---|---|---|---|---|---|---|\n")
	names := []string{memory, answers, entries, tuned, bare}
	for _, name := range names {
		fmt.Fprintf(&out, "| %s |", name)
		for _, c := range connections {
			fmt.Fprintf(&out, " %.2f |", b.mean(name, c, (*result).perSecond))
		}
		fmt.Fprintf(&out, " %.2f | %.2f | %d MB |\n",
			b.mean(name, 16, func(r *result) float64 { return r.milliseconds(r.server) }),
			b.mean(name, 16, func(r *result) float64 { return r.milliseconds(r.server + r.postgres) }),
			b.results[cell{name, operations[len(operations)-1].name, 64}].serverBytes>>20)
	}
	out.WriteString("\nEach operation by itself: requests a second, the time that half of them and 99 of 100 take at most, and milliseconds of processors for a request, of the server and of Postgres.\n")
	for _, o := range operations {
		fmt.Fprintf(&out, "\n**%s**: %s\n\n| Server | Connections | Requests/s | p50 | p99 | Server | Postgres |\n|---|---|---|---|---|---|---|\n", o.name, o.what)
		for _, name := range names {
			for _, c := range connections {
				r := b.results[cell{name, o.name, c}]
				fmt.Fprintf(&out, "| %s | %d | %.0f | %.2f ms | %.2f ms | %.3f | %.3f |\n", name, c, r.perSecond(), r.p50.Seconds()*1000, r.p99.Seconds()*1000, r.milliseconds(r.server), r.milliseconds(r.postgres))
			}
		}
	}
	if b.settings.out == "" {
		fmt.Print(out.String())
		return nil
	}
	return os.WriteFile(b.settings.out, []byte(out.String()), 0o644)
}

// mean is the geometric mean over the operations of how a server compares with the tuned statement.
func (b *bench) mean(server string, connections int, measure func(*result) float64) float64 {
	sum := 0.0
	for _, o := range operations {
		of, reference := measure(b.results[cell{server, o.name, connections}]), measure(b.results[cell{tuned, o.name, connections}])
		sum += math.Log(max(of, 1e-6) / max(reference, 1e-6))
	}
	return math.Exp(sum / float64(len(operations)))
}
