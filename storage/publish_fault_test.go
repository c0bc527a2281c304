package storage_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/embedded/cluster"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
	"github.com/cocreated/hub/storage/transfer"
)

// fort is a hub on a Postgres of its own, which is killed again and again. What it
// holds comes in numbered forms, of which the draft has the latest.
type fort struct {
	*testing.T
	options cluster.Options
	cluster *cluster.Cluster
	store   *storage.Store
	form    int
	// course and page have the number of their form in everything that they say; notice
	// is live before a release and gone after it.
	course, page, notice uuid.UUID
}

func build(t *testing.T) *fort {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("which processes belong to Postgres is read from /proc")
	}
	base := "/dev/shm"
	if _, err := os.Stat(base); err != nil {
		base = os.TempDir()
	}
	dir, err := os.MkdirTemp(base, fmt.Sprintf("hub-test-%d-", os.Getpid()))
	if err != nil {
		t.Fatal(err)
	}
	f := &fort{T: t, options: cluster.Options{Dir: dir, BinDir: os.Getenv("HUB_POSTGRES_BIN"), Fast: true, Logger: slog.New(slog.DiscardHandler)}}
	f.start()
	t.Cleanup(func() {
		f.stop()
		_ = os.RemoveAll(dir)
	})
	return f
}

// start starts Postgres, which recovers, and opens the store.
func (f *fort) start() {
	f.Helper()
	ctx := context.WithoutCancel(f.Context())
	var err error
	if f.cluster, err = cluster.Start(ctx, f.options); err != nil {
		f.Fatal(err)
	}
	dsn := f.cluster.DSN("hub")
	if f.store == nil {
		if err := storage.EnsureDatabase(ctx, f.cluster.DSN("postgres"), "hub"); err != nil {
			f.Fatal(err)
		}
		if _, err := storage.Migrate(ctx, dsn); err != nil {
			f.Fatal(err)
		}
	}
	if f.store, err = storage.Open(ctx, storage.Options{DSN: dsn, Own: true, Languages: storagetest.Languages()}); err != nil {
		f.Fatal(err)
	}
}

func (f *fort) stop() {
	f.store.Close()
	// That it was killed is no news.
	_ = f.cluster.Stop(context.WithoutCancel(f.Context()))
}

// kill ends Postgres with all its processes, by force: first the one that would start
// others.
func (f *fort) kill() {
	pidFile, err := os.ReadFile(filepath.Join(f.options.Dir, "postgres/data/postmaster.pid"))
	if err != nil {
		f.Error(err)
		return
	}
	first, _, _ := strings.Cut(string(pidFile), "\n")
	postmaster, err := strconv.Atoi(first)
	if err != nil {
		f.Error(err)
		return
	}
	children := childrenOf(postmaster)
	for _, pid := range append([]int{postmaster}, children...) {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
			f.Error(err)
		}
	}
	<-f.cluster.Done()
}

func childrenOf(parent int) []int {
	var children []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		line, err := os.ReadFile(stat)
		if err != nil {
			continue // it has ended meanwhile
		}
		// The name of the program stands in brackets and may hold anything.
		fields := strings.Fields(string(line[strings.LastIndexByte(string(line), ')')+1:]))
		if len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(stat)))
			children = append(children, pid)
		}
	}
	return children
}

// killer kills Postgres before one of the statements that go through it, or after it.
type killer struct {
	kill  func()
	at    int
	after bool
	count int
	last  string
}

func (k *killer) BeforeQuery(ctx context.Context, event *bun.QueryEvent) context.Context {
	k.count++
	if k.last = event.Query; k.count == k.at && !k.after {
		k.kill()
	}
	return ctx
}

func (k *killer) AfterQuery(context.Context, *bun.QueryEvent) {
	if k.count == k.at && k.after {
		k.kill()
	}
}

// write brings the drafts into their next form.
func (f *fort) write() {
	f.Helper()
	f.form++
	text := func(what string) string {
		return fmt.Sprintf(`{"en":{"title":"%d %s"},"it":{"title":"%[1]d %[2]s, in italiano"}}`, f.form, what)
	}
	var lessons []string
	for n := range f.lessons(f.form) {
		lessons = append(lessons, fmt.Sprintf(`{"kind":"lesson","slug":"l-%d","fields":{"durationMinutes":%d},"texts":%s}`, n, f.form, text("lesson")))
	}
	records := fmt.Sprintf(`{"kind":"course","slug":"fort","sourceLocale":"en","fields":{"code":"%d"},"texts":%s,"parts":[{"kind":"module","slug":"m","texts":%s,"parts":[%s]}]}
{"kind":"page","slug":"fort","sourceLocale":"en","fields":{"type":"PAGE"},"texts":%[2]s}
{"kind":"page","slug":"notice","sourceLocale":"en","fields":{"type":"PAGE"},"texts":{"en":{"title":"Notice"}}}
`, f.form, text("entry"), text("module"), strings.Join(lessons, ","))
	report, err := f.store.Importer().Import(f.Context(), strings.NewReader(records), transfer.ImportOptions{})
	if err != nil || len(report.Problems) > 0 {
		f.Fatal(report, err)
	}
	for into, where := range map[*uuid.UUID]string{&f.course: "kind = 'course'", &f.page: "kind = 'page' AND slug = 'fort'", &f.notice: "slug = 'notice'"} {
		if err := storagetest.Draft(f.store).NewRaw("SELECT entry_id FROM draft.texts WHERE part_id IS NULL AND locale = 'en' AND "+where).Scan(f.Context(), into); err != nil {
			f.Fatal(err)
		}
	}
}

// lessons is how many lessons a form has: they come and go.
func (f *fort) lessons(form int) int { return 2 + form%3 }

// live is the form that is live of the course, which must be whole; 0: none is.
func (f *fort) live() int {
	f.Helper()
	var forms []string
	err := storagetest.Draft(f.store).NewRaw(`
		SELECT DISTINCT substring(said from '\d+') FROM (
			SELECT code AS said FROM live.courses WHERE id = ?0 UNION ALL SELECT version::text FROM live.entries WHERE id = ?0
			UNION ALL SELECT title FROM live.texts WHERE entry_id = ?0
			UNION ALL SELECT fields->>'durationMinutes' FROM live.parts WHERE entry_id = ?0 AND kind = 'lesson'
		) AS s`, f.course).Scan(f.Context(), &forms)
	if err != nil {
		f.Fatal(err)
	}
	if len(forms) == 0 {
		return 0
	}
	form, _ := strconv.Atoi(forms[0])
	var texts int
	if err := storagetest.Draft(f.store).NewRaw("SELECT count(*) FROM live.texts WHERE entry_id = ?", f.course).Scan(f.Context(), &texts); err != nil {
		f.Fatal(err)
	}
	if want := 2 * (2 + f.lessons(form)); len(forms) != 1 || texts != want {
		f.Fatalf("live is a mixture of the forms %v, with %d texts", forms, texts)
	}
	return form
}

func (f *fort) id(kind string, id uuid.UUID) string { return content.EncodeID(kind, id) }

var both = []content.Locale{en, it}

// assault does something to the latest form, and kills Postgres before its first
// statement, before its second, and so on, and after its last. check is told of
// how it was and how it is after each restart.
func (f *fort) assault(prepare func(), do func(publish.Publisher) error, check func(before, after int)) {
	f.Helper()
	kills, ending := 0, false
	for at := 1; ; at++ {
		f.write()
		prepare()
		before := f.live()
		k := &killer{kill: f.kill, at: at, after: ending}
		publisher := *f.store.Publisher()
		publisher.DB = storagetest.Draft(f.store).WithQueryHook(k)
		err := do(publisher)
		if k.count < at {
			if err != nil {
				f.Fatal(err)
			}
			// It had one statement less than this. Once more, to be killed after the last.
			if ending {
				break
			}
			ending, at = true, k.count-1
			continue
		}
		kills++
		if err == nil && !ending {
			f.Errorf("it succeeded though Postgres was killed before %q", k.last)
		}
		f.stop()
		f.start()
		after := f.live()
		if after != before && after != f.form || ending && after != f.form {
			f.Errorf("killed at %q, live went from the form %d to %d of %d", k.last, before, after, f.form)
		}
		check(before, after)
		if ending {
			break
		}
	}
	f.Logf("killed %d times", kills)
}

// TestPublishKilled kills Postgres at each statement of a publication: afterwards the
// course is live whole, in its old or in its new form.
func TestPublishKilled(t *testing.T) {
	t.Parallel()
	t.Run("Publish", func(t *testing.T) {
		t.Parallel()
		f := build(t)
		f.assault(func() {}, func(publisher publish.Publisher) error {
			_, err := publisher.Publish(t.Context(), somebody, publish.Request{IDs: []string{f.id("course", f.course)}, Locales: both, AcceptStale: true})
			return err
		}, func(int, int) {})
	})
	t.Run("Schedule", func(t *testing.T) {
		t.Parallel()
		f := build(t)
		var schedule *publish.Schedule
		f.assault(func() {
			at := time.Now().Add(time.Hour)
			outcome, err := f.store.Publisher().Publish(t.Context(), act.Actor{}, publish.Request{
				IDs: []string{f.id("course", f.course)}, Locales: both, AcceptStale: true, At: &at,
			})
			if err != nil {
				t.Fatal(err)
			}
			schedule = outcome.Schedule
			if _, err := storagetest.Draft(f.store).NewRaw("UPDATE hub.schedules SET at = now() WHERE id = ?", schedule.UUID).Exec(t.Context()); err != nil {
				t.Fatal(err)
			}
		}, func(publisher publish.Publisher) error { return publisher.RunSchedule(t.Context(), schedule.UUID) },
			func(_, after int) {
				missed, err := f.store.Publisher().Overdue(t.Context())
				if err != nil || (after == f.form) == slices.Contains(missed, schedule.UUID) {
					t.Fatalf("live is the form %d of %d, and missed are %v: %v", after, f.form, missed, err)
				}
				for _, id := range missed {
					if err := f.store.Publisher().RunSchedule(t.Context(), id); err != nil {
						t.Fatal(err)
					}
				}
				if now := f.live(); now != f.form {
					t.Errorf("after what was missed was run, live is the form %d of %d", now, f.form)
				}
			})
	})
	t.Run("Release", func(t *testing.T) {
		t.Parallel()
		f := build(t)
		var release *publish.Release
		f.assault(func() { release = f.release() }, func(publisher publish.Publisher) error {
			_, err := publisher.PublishRelease(t.Context(), somebody, publish.ReleasePublication{ID: release.ID(), AcceptStale: true})
			return err
		}, func(before, after int) {
			titles, notices := liveTitles(t, f.store, f.page), liveTitles(t, f.store, f.notice)
			page, _ := strconv.Atoi(strings.Fields(titles[en])[0])
			now, err := f.store.Publisher().Release(t.Context(), release.ID())
			if err != nil || page != after || (after == f.form) != (len(notices) == 0) || (after == f.form) != (now.State == publish.ReleasePublished) {
				t.Errorf("live went from the form %d to %d; the page has the form %d, the notice is live in %d languages, the release is %s: %v",
					before, after, page, len(notices), now.State, err)
			}
		})
	})
}

// release makes a release of the course and the page, by which the notice goes; they
// are live in one form before.
func (f *fort) release() *publish.Release {
	f.Helper()
	publisher, ctx := f.store.Publisher(), f.Context()
	mustPublish(f.T, f.store, []content.Locale{en}, f.id("page", f.notice))
	if len(liveTitles(f.T, f.store, f.page)) == 0 {
		_, err := publisher.Publish(ctx, somebody, publish.Request{
			IDs: []string{f.id("course", f.course), f.id("page", f.page)}, Locales: both, AcceptStale: true,
		})
		if err != nil {
			f.Fatal(err)
		}
		f.write()
	}
	release, err := publisher.CreateRelease(ctx, somebody, publish.NewRelease{Name: "Everything"})
	if err != nil {
		f.Fatal(err)
	}
	for _, items := range []publish.ReleaseItems{
		{IDs: []string{f.id("course", f.course), f.id("page", f.page)}, Locales: both, Action: publish.ActionPublish},
		{IDs: []string{f.id("page", f.notice)}, Locales: []content.Locale{en}, Action: publish.ActionUnpublish},
	} {
		items.ID = release.ID()
		if _, err := publisher.AddToRelease(ctx, somebody, items); err != nil {
			f.Fatal(err)
		}
	}
	return release
}
