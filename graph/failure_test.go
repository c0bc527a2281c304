package graph_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage/storagetest"
)

// wantInternal checks that an answer says under which id to ask, and nothing of
// what happened, and that the log says both.
func wantInternal(t *testing.T, a answer, logged *log, cause string) {
	t.Helper()
	failures := a.failures(t)
	if len(failures) != 1 {
		t.Fatalf("%d errors in %s", len(failures), a.body)
	}
	if code, id := failures[0].Extensions["code"], failures[0].Extensions["requestId"]; code != "INTERNAL" || id != theRequest {
		t.Errorf("code %v, request %v", code, id)
	}
	if len(failures[0].Path) == 0 {
		t.Error("it does not say which field failed")
	}
	if word := internal.FindString(string(a.body)); word != "" || strings.Contains(string(a.body), cause) {
		t.Errorf("the answer tells too much: %s", a.body)
	}
	lines := strings.TrimSpace(logged.String())
	if strings.Count(lines, "\n") != 0 || !strings.Contains(lines, theRequest) || !strings.Contains(lines, cause) {
		t.Errorf("logged was: %s", lines)
	}
	if got := a.header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("the failure may be kept: %s", got)
	}
}

func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	store := storagetest.Empty(t)
	hub := serve(t, store)
	store.Close()
	wantInternal(t, hub.post(t, request{Query: `{ courses { nodes { title } } }`}), hub.log, "closed")
}

func TestPanic(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Empty(t), func(o *graph.Options) {
		o.Now = func() time.Time { panic("the clock broke") }
	})
	wantInternal(t, hub.post(t, request{Query: `{ courses { nodes { title } } }`}), hub.log, "the clock broke")
	if !strings.Contains(hub.log.String(), "failure_test.go") {
		t.Errorf("the log does not say where: %s", hub.log)
	}

	// The process lives on, and so does what does not need the clock.
	var data struct{ Hub struct{ Name string } }
	hub.post(t, request{Query: `{ hub { name } }`}).data(t, &data)
	if data.Hub.Name == "" {
		t.Error("the hub has no name")
	}
}

// TestOneFieldFails leaves the rest of an answer whole.
func TestOneFieldFails(t *testing.T) {
	t.Parallel()
	hub := serve(t, storagetest.Empty(t))
	a := hub.post(t, request{Query: `{ course { title } hub { name } }`})
	var read struct {
		Data struct {
			Course *named
			Hub    struct{ Name string }
		}
		Errors []failure
	}
	a.read(t, &read)
	if len(read.Errors) != 1 || read.Data.Course != nil || read.Data.Hub.Name != "A hub" {
		t.Errorf("the answer is %s", a.body)
	}
}

// TestClientGone is nothing that an operator should read about.
func TestClientGone(t *testing.T) {
	t.Parallel()
	logged := &log{}
	ctx, leave := context.WithCancel(t.Context())
	with := options(storagetest.Empty(t), logged)
	with.Now = func() time.Time {
		leave()
		return today
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/", strings.NewReader(`{"query":"{ courses { nodes { title } } }"}`))
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	graph.Handler(with).ServeHTTP(w, r)
	if ctx.Err() == nil {
		t.Fatal("the resolver did not run")
	}
	if lines := logged.String(); lines != "" {
		t.Errorf("logged was: %s", lines)
	}
}
