package visit_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
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
	browser.Do(t, d.ctx, chromedp.Navigate(url+"/console"))
	if grant.Role != "" {
		email, password := who+"@town.example", "a long password of "+who
		if _, err := accounts.Create(t.Context(), account.NewAccount{Email: email, Name: who, Password: password, Grant: grant}); err != nil {
			t.Fatal(err)
		}
		browser.Do(t, d.ctx, chromedp.Click(chromedp.CSS(`.hub-bar a`)), chromedp.WaitVisible(chromedp.CSS(`#email:focus`)))
		browser.Do(t, d.ctx, chromedp.KeyEvent(email+kb.Tab+password+kb.Enter))
	}
	browser.Do(t, d.ctx, chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-lines`)))
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

// choose opens a recipe in a tab of its own.
func (d *desk) choose(title string) {
	d.Helper()
	item := chromedp.Search(fmt.Sprintf(`//*[contains(@class, "graphiql-dropdown-item")][.=%q]`, title))
	browser.Do(d.T, d.ctx,
		chromedp.Click(chromedp.CSS(`button[aria-label="Open an example or a recipe"]`)),
		chromedp.WaitVisible(item), chromedp.ScrollIntoView(item), chromedp.Click(item),
		chromedp.WaitNotPresent(chromedp.CSS(`.graphiql-dropdown-content`)),
	)
	waitFor(d.T, d.ctx, ".graphiql-query-editor", "# "+title)
}

// instead writes another word in the variables: from its beginning to its end.
func (d *desk) instead(word, other string) {
	d.Helper()
	browser.Do(d.T, d.ctx,
		chromedp.Click(chromedp.Search(fmt.Sprintf(`//*[@class="graphiql-editor-tool"]//span[.='"%s"']`, word))),
		chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		chromedp.KeyEvent(kb.ArrowRight, chromedp.KeyModifiers(chromedp.ModifierCtrl, chromedp.ModifierShift)),
		chromedp.KeyEvent(other),
	)
	waitFor(d.T, d.ctx, ".graphiql-editor-tool", `"`+other+`"`)
}

// ask writes an operation into a new tab and runs it.
func (d *desk) ask(operation string, shows ...string) {
	d.Helper()
	browser.Do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`button[aria-label="New tab"]`)), chromedp.Click(chromedp.CSS(`.graphiql-query-editor .view-lines`)))
	if _, err := chromedp.Call(d.ctx, input.InsertText, input.InsertTextParams{Text: operation}); err != nil {
		d.Fatal(err)
	}
	waitFor(d.T, d.ctx, ".graphiql-query-editor", operation)
	d.run(shows...)
}

func (d *desk) run(shows ...string) {
	d.Helper()
	// GraphiQL reads what was typed a moment later; then the tab has the operation's name.
	browser.Until(d.T, d.ctx, `document.querySelector('.graphiql-tab-active').innerText.includes(
		/(?:query|mutation)\s(\w+)/.exec(document.querySelector('.graphiql-query-editor').innerText)?.[1])`)
	browser.Do(d.T, d.ctx, chromedp.Click(chromedp.CSS(`.graphiql-execute-button`)))
	for _, text := range shows {
		waitFor(d.T, d.ctx, ".graphiql-response", text)
	}
}

// picture keeps what the desk shows, in its order.
func (d *desk) picture(name string) {
	d.Helper()
	*d.pictures++
	browser.Screenshot(d.T, d.ctx, fmt.Sprintf("%02d-%s-%s", *d.pictures, d.who, name))
}

// fromDraftToPublished goes the way of a new course in the console: written by
// an editor, translated by a translator, published in one language, read by the
// public, changed, compared, undone, and taken back.
func (h house) fromDraftToPublished(t *testing.T) {
	const (
		readDraft = "Read a draft, beside what the public sees of it"
		check     = "Check what keeps an entry from being published"
		inItalian = `query InItalian { course(slug: "listening-to-residents", locales: ["it"]) { title modules { title lessons { title } } } }`
		inEnglish = `query InEnglish { course(slug: "listening-to-residents", locales: ["en"]) { title } }`
	)
	pictures := 0
	ana := sit(t, h.origin, h.accounts, &pictures, "ana", account.Grant{Role: account.Publisher})
	ana.picture("signed-in")
	ana.cook("Create a course with two lessons", `"slug": "listening-to-residents"`, `"version": 1`, `"title": "What to ask"`, `"userErrors": []`)
	ana.picture("created")
	ana.cook(readDraft, `"live": null`, `"title": "Whom to invite"`)
	ana.picture("draft")
	ana.cook(check, `"publishable": false`, `"severity": "BLOCKER"`)
	ana.picture("not-publishable")

	tina := sit(t, h.origin, h.accounts, &pictures, "tina", account.Grant{Role: account.Translator, Locales: []content.Locale{"it"}})
	tina.cook("See what is to be translated", `"status": "MISSING"`)
	tina.picture("to-do")
	tina.cook(readDraft, `"live": null`)
	tina.choose("Translate one text, such as that of a lesson")
	tina.instead("it", "fr")
	tina.run(`"code": "FORBIDDEN"`)
	tina.picture("no-french")
	tina.cook("Translate a course", `"version": 2`, `"it"`)
	tina.picture("translated")

	ana.cook(check, `"publishable": true`)
	ana.picture("publishable")
	ana.cook("Publish an entry in one language", `"slug": "listening-to-residents"`, `"version": 2`, `"userErrors": []`)
	ana.picture("published")

	public := sit(t, h.origin, h.accounts, &pictures, "public", account.Grant{})
	public.ask(inItalian, `"title": "Ascoltare i residenti"`, `"title": "Chi invitare"`)
	public.picture("italian")
	public.ask(inEnglish, `"course": null`)
	public.picture("no-english")

	ana.cook(readDraft, `"title": "Ascoltare i residenti"`, `"version": 2`)
	ana.cook("Change what the source says", `"version": 3`, `"after": "Listening to residents, and answering them"`)
	ana.cook("See who changed what, and when", `"name": "ana"`, `"name": "tina"`)
	ana.picture("history")
	ana.cook("See the difference between two versions, word by word", `"op": "INSERTED"`, `"text": ", and answering them"`)
	ana.picture("difference")
	ana.cook("Undo one change", `"version": 4`, `"after": "Listening to residents"`)
	ana.picture("undone")
	ana.cook("Take an entry back from the public", `"unpublished": [`, `"version": 0`, `"userErrors": []`)
	ana.picture("unpublished")
	public.ask(strings.Replace(inItalian, "InItalian", "Again", 1), `"course": null`)
	public.picture("gone")
}
