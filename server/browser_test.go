package main

import (
	"context"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
)

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// waitFor waits until the text stands in the element.
func waitFor(t *testing.T, ctx context.Context, element, text string) {
	t.Helper()
	shown := fmt.Sprintf(`document.querySelector(%q)?.innerText.replaceAll('\u00a0', ' ').includes(%q)`, element, text)
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](shown)); err != nil {
		t.Fatalf("wait for %q in %s: %v", text, element, err)
	}
}

// TestVisit goes the way of a newcomer: from the start page to the console, and
// there runs the example that is open. No network is there but the hub's own.
func TestVisit(t *testing.T) {
	server, _, _ := site(t)
	ctx := browser.Start(t, server.URL)
	do(t, ctx, chromedp.Navigate(server.URL+"/"), chromedp.WaitVisible(chromedp.CSS(`a[href$="console"]`)))
	browser.Screenshot(t, ctx, "start")
	do(t, ctx,
		chromedp.Click(chromedp.CSS(`a[href$="console"]`)),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-line`)),
		chromedp.Click(chromedp.CSS(`.graphiql-query-editor .view-line`)),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	)
	waitFor(t, ctx, ".graphiql-response", `"title": "Le basi della co-creazione"`)
	browser.Screenshot(t, ctx, "console")
}
