package cluster_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/embedded/cluster"
)

// program makes a folder with something that says to be a Postgres. Its tests run alone: a file that was just written cannot
// be run while another test's new process still has it open.
func program(t *testing.T, version string) string {
	t.Helper()
	dir := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\necho 'postgres (PostgreSQL) %s (Some system)'\n", version)
	for _, name := range []string{"postgres", "initdb"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestPick(t *testing.T) {
	all := []string{t.TempDir(), program(t, "14.9"), program(t, "16.2"), program(t, "16.1"), program(t, "18beta1"), program(t, "17.5")}
	for want, version := range map[int]string{0: "18beta1", 16: "16.2", 17: "17.5", 14: "14.9"} {
		got, err := cluster.Pick(t.Context(), all, "/data", want)
		if err != nil || got != version {
			t.Errorf("for %d: %q, %v", want, got, err)
		}
	}

	_, err := cluster.Pick(t.Context(), all, "/data", 15)
	wantError(t, err, "/data/postgres/data", "made by Postgres 15", "postgresql-15", "postgresql@15", "HUB_POSTGRES_BIN")
	_, err = cluster.Pick(t.Context(), all[:2], "/data", 0)
	wantError(t, err, "no Postgres 15 or later", "install one", "HUB_POSTGRES_BIN", "DATABASE_URL")
	if strings.Contains(err.Error(), "\n") {
		t.Error("more than a sentence:", err)
	}
}

func TestGivenBinaries(t *testing.T) {
	dir := folder(t)
	for bin, parts := range map[string][]string{
		t.TempDir():         {"HUB_POSTGRES_BIN", "no Postgres was found"},
		program(t, "14.22"): {"HUB_POSTGRES_BIN", "14.22", "15 or later"},
	} {
		o := options(dir)
		o.BinDir = bin
		_, err := cluster.Start(t.Context(), o)
		wantError(t, err, append(parts, bin)...)
	}

	stop(t, start(t, dir))
	o := options(dir)
	o.BinDir = program(t, "99.1")
	_, err := cluster.Start(t.Context(), o)
	wantError(t, err, "99.1", "made by Postgres")
}

// A cluster goes on with its own version where another is preferred for new ones.
func TestOtherVersion(t *testing.T) {
	t.Parallel()
	other := os.Getenv("HUB_TEST_POSTGRES_BIN")
	if other == "" {
		t.Skip("HUB_TEST_POSTGRES_BIN names no second Postgres")
	}
	dir := folder(t)
	o := options(dir)
	o.BinDir = other
	c, err := cluster.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if err := write(c); err != nil {
		t.Fatal(err)
	}
	stop(t, c)
	major, _, _ := strings.Cut(c.Version(), ".")

	o.BinDir = ""
	if _, err := cluster.Start(t.Context(), o); err == nil {
		t.Skip("both Postgres are of one version, or the second is where it is found")
	} else {
		wantError(t, err, "made by Postgres "+major)
	}
	if err := os.MkdirAll(filepath.Join(dir, "postgresql"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(other), filepath.Join(dir, "postgresql", major)); err != nil {
		t.Fatal(err)
	}
	c, err = cluster.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	wantRow(t, c)
	stop(t, c)
}
