package main

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/content"
)

// desk is a browser with the console in it, and somebody before it.
type desk struct {
	*testing.T
	ctx context.Context
	who string
	// pictures counts those that were taken, so that they lie in their order.
	pictures *int
}

// sit gives somebody an account, and opens the console in a browser of their own,
// signed in. Who is nobody sees what the public sees.
func sit(t *testing.T, url string, accounts *account.Store, pictures *int, who string, grant account.Grant) *desk {
	t.Helper()
	d := &desk{T: t, ctx: browser.Start(t, url), who: who, pictures: pictures}
	do(t, d.ctx, chromedp.Navigate(url+"/console"))
	if grant.Role != "" {
		email, password := who+"@town.example", "a long password of "+who
		if _, err := accounts.Create(t.Context(), account.NewAccount{Email: email, Name: who, Password: password, Grant: grant}); err != nil {
			t.Fatal(err)
		}
		do(t, d.ctx, chromedp.Click(chromedp.CSS(`.hub-bar a`)), chromedp.WaitVisible(chromedp.CSS(`#password`)))
		do(t, d.ctx, chromedp.KeyEvent(email+kb.Tab+password+kb.Enter))
	}
	do(t, d.ctx, chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-line`)))
	if grant.Role != "" {
		waitFor(t, d.ctx, ".hub-bar", "Signed in as "+who)
	}
	return d
}

// cook chooses a recipe from the menu, runs it, and waits until the answer shows what it must.
func (d *desk) cook(title string, shows ...string) {
	d.Helper()
	d.choose(title)
	d.run(shows...)
}

func (d *desk) choose(title string) {
	d.Helper()
	item := chromedp.Search(fmt.Sprintf(`//*[contains(@class, "graphiql-dropdown-item")][.=%q]`, title))
	do(d.T, d.ctx,
		chromedp.Click(chromedp.CSS(`button[aria-label="Open an example or a recipe"]`)),
		chromedp.WaitVisible(item), chromedp.ScrollIntoView(item), chromedp.Click(item),
		chromedp.WaitNotPresent(chromedp.CSS(`.graphiql-dropdown-content`)),
	)
	waitFor(d.T, d.ctx, ".graphiql-query-editor", "# "+title)
	// GraphiQL reads what was typed a moment later; then the tab has the operation's name.
	if _, err := chromedp.Run(d.ctx, chromedp.Poll[bool](`document.querySelector('.graphiql-tab-active').innerText.includes(
		/(?:query|mutation)\s(\w+)/.exec(document.querySelector('.graphiql-query-editor').innerText)?.[1])`)); err != nil {
		d.Fatalf("wait for the operation of %q: %v", title, err)
	}
}

func (d *desk) run(shows ...string) {
	d.Helper()
	do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`.graphiql-execute-button`)))
	for _, text := range shows {
		waitFor(d.T, d.ctx, ".graphiql-response", text)
	}
}

func (d *desk) picture(name string) {
	d.Helper()
	*d.pictures++
	browser.Screenshot(d.T, d.ctx, fmt.Sprintf("%02d-%s-%s", *d.pictures, d.who, name))
}

// TestFromDraftToPublished goes the way of a new course in the console: written by
// an editor, translated by a translator, published in one language, read by the
// public, changed, compared, undone, and taken back.
func TestFromDraftToPublished(t *testing.T) {
	server, store, _ := site(t)
	accounts, err := store.Accounts(time.Now)
	if err != nil {
		t.Fatal(err)
	}
	pictures := 0
	ana := sit(t, server.URL, accounts, &pictures, "ana", account.Grant{Role: account.Publisher})
	ana.cook("Create a course with two lessons", `"slug": "listening-to-residents"`, `"version": 1`)
	ana.picture("created")
	ana.cook("Read a draft, beside what the public sees of it", `"live": null`)
	ana.picture("draft")
	ana.cook("Add a lesson to a course", `"version": 2`)
	ana.picture("lesson")

	tina := sit(t, server.URL, accounts, &pictures, "tina", account.Grant{Role: account.Translator, Locales: []content.Locale{"it"}})
	tina.cook("Read a draft, beside what the public sees of it", `"live": null`)
	tina.cook("Translate a course", `"version": 3`)
	tina.picture("translated")
}
