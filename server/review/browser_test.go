package review_test

import (
	"net/http"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/cocreated/hub/server/browser"
	reviews "github.com/cocreated/hub/storage/review"
)

// TestInABrowser does what a reviewer does: read, write and send.
func TestInABrowser(t *testing.T) {
	d := open(t, "it")
	ctx := browser.Start(t, d.url)
	browser.Do(t, ctx, chromedp.Navigate(d.link(t)), chromedp.WaitVisible(chromedp.CSS(`button[value="approve"]`)))
	browser.Screenshot(t, ctx, "review")
	browser.Do(t, ctx, chromedp.EmulateViewport(390, 844))
	browser.Screenshot(t, ctx, "review-narrow")
	wide, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth`))
	if err != nil || wide {
		t.Errorf("the page has to be scrolled sideways on a phone: %v", err)
	}
	browser.Do(t, ctx, chromedp.EmulateViewport(1440, 900), chromedp.SendKeys(chromedp.CSS("#comment"), "Troppo lungo."))
	browser.Screenshot(t, ctx, "decision")
	response, err := chromedp.RunResponse(ctx, chromedp.Click(chromedp.CSS(`button[value="send-back"]`)))
	if err != nil || response.Status != http.StatusOK {
		t.Fatalf("the form was answered by %+v, %v", response, err)
	}
	browser.Screenshot(t, ctx, "sent-back")
	if got := d.state(t); got != reviews.SentBack {
		t.Errorf("it is %s", got)
	}
}
