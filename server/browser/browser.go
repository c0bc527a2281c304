// Package browser lets tests look at the hub's pages with a real browser, Chromium, and hears what it complains about.
package browser

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// names are what Chromium is called by those who package it.
var names = []string{"chromium", "chromium-browser", "google-chrome-stable", "google-chrome"}

// Start opens a tab in a browser of its own for a test of the pages of some origins, such as http://127.0.0.1:8080, and
// closes it with the test. The test fails on every error or warning in the browser's console, every exception, every
// violation of a Content-Security-Policy and every request to another origin; those would find no network, either.
func Start(t testing.TB, origins ...string) context.Context {
	t.Helper()
	complaints := &complaints{origins: origins}
	// Registered first, so it runs when the browser is closed and has nothing more to say.
	t.Cleanup(func() {
		complaints.mu.Lock()
		defer complaints.mu.Unlock()
		for _, complaint := range complaints.list {
			t.Errorf("browser: %s", complaint)
		}
	})
	ctx, cancel := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(find(t)),
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Headless,
		chromedp.DisableGPU,
		// The sandbox needs rights that a test in a container does not have. All pages seen here are our own.
		chromedp.NoSandbox,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("no-proxy-server", true),
		chromedp.WSURLReadTimeout(time.Hour),
		chromedp.WindowSize(1440, 900),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx, chromedp.WithListener(complaints.hear))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	if _, err := chromedp.Call(ctx, audits.Enable, cdp.Empty{}); err != nil {
		t.Fatalf("ask Chromium for violations of policies: %v", err)
	}
	return ctx
}

// patience is how long a step may take, on whatever machine: only what never comes takes longer.
const patience = 5 * time.Minute

// Do takes steps in a tab, one after the other, and ends the test when one fails.
func Do(t testing.TB, tab context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	for _, step := range steps {
		ctx, cancel := context.WithTimeout(tab, patience)
		err := chromedp.Do(ctx, step)
		// A page may write a part of itself anew between the look for an element and what is done with it. Nothing was done
		// then, so it is looked for again.
		for err != nil && strings.Contains(err.Error(), "Could not find node") {
			err = chromedp.Do(ctx, step)
		}
		cancel()
		if err != nil {
			stuck(t, tab, "a step: %v", err)
		}
	}
}

// Until waits until something is so in the page: an expression of JavaScript.
func Until(t testing.TB, tab context.Context, expression string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(tab, patience)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingTimeout(0))); err != nil {
		stuck(t, tab, "wait until %s: %v", expression, err)
	}
}

// Shows is true when the text stands in the element, an expression for [Until]. Monaco writes all its spaces as ones that
// do not break.
func Shows(element, text string) string {
	return fmt.Sprintf(`document.querySelector(%q)?.innerText.replaceAll('\u00a0', ' ').includes(%q)`, element, text)
}

// stuck ends the test with a picture of where it has come to.
func stuck(t testing.TB, tab context.Context, format string, args ...any) {
	t.Helper()
	t.Errorf(format, args...)
	if tab.Err() == nil {
		Screenshot(t, tab, "stuck")
	}
	t.FailNow()
}

// Screenshot writes a picture of what the tab shows to name.png in the test's folder of artifacts, which
// `go test -artifacts` keeps.
func Screenshot(t testing.TB, ctx context.Context, name string) {
	t.Helper()
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatalf("screenshot %s: %v", name, err)
	}
	path := filepath.Join(t.ArtifactDir(), name+".png")
	if err := os.WriteFile(path, png, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("screenshot: %s", path)
}

func find(t testing.TB) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("this test needs Chromium: install the package chromium (Debian: apt-get install chromium)")
	return ""
}
