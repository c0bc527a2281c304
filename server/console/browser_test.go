package console_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/server/console"
)

// open opens the console in a browser and waits until its editor is there.
func open(t *testing.T) context.Context {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle("/console", handler(t))
	mux.Handle("/console/", handler(t))
	mux.HandleFunc("POST /graphql", stub)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)

	ctx := browser.Start(t, server.URL)
	browser.Do(t, ctx,
		chromedp.Navigate(server.URL+"/console"),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
	)
	return ctx
}

// TestRunExample does what a visitor does first: look, and press Ctrl+Enter.
func TestRunExample(t *testing.T) {
	ctx := open(t)
	title, err := chromedp.Run(ctx, chromedp.Title())
	if err != nil {
		t.Fatal(err)
	}
	if want := "CO-CREATED content hub – console"; title != want {
		t.Errorf("title: got %q, want %q", title, want)
	}
	browser.Until(t, ctx, fmt.Sprintf(`document.querySelectorAll('.graphiql-tab').length === %d`, len(console.Examples())))
	browser.Until(t, ctx, browser.Shows(".graphiql-query-editor", console.Examples()[0].Title))

	browser.Do(t, ctx,
		chromedp.Click(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	)
	browser.Until(t, ctx, browser.Shows(".graphiql-response", `"title": "Perché creare i servizi insieme?"`))
	browser.Screenshot(t, ctx, "console")
}

// TestTools opens what makes styles and workers of its own, and could be stopped by the policy.
func TestTools(t *testing.T) {
	ctx := open(t)
	// The schema has no calls, so the worker that validates underlines them.
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`button[aria-label="Open an example or a recipe"]`)))
	second := chromedp.Search(fmt.Sprintf(`//*[contains(@class, "graphiql-dropdown-item")][.=%q]`, console.Examples()[1].Title))
	browser.Screenshot(t, ctx, "menu")
	browser.Do(t, ctx,
		chromedp.WaitVisible(second),
		chromedp.Click(second),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .squiggly-error`)),
	)
	browser.Until(t, ctx, browser.Shows(".graphiql-query-editor", console.Examples()[1].Title))

	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`button[aria-label^="Prettify"]`)))
	browser.Until(t, ctx, browser.Shows(".graphiql-query-editor", `where: {status: {eq: OPEN}}`))

	browser.Do(t, ctx,
		chromedp.Click(chromedp.CSS(`button[aria-label="Show Documentation Explorer"]`)),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-doc-explorer`)),
		chromedp.Click(chromedp.CSS(`button[aria-label="Open settings dialog"]`)),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-dialog`)),
	)
	browser.Screenshot(t, ctx, "tools")
}
