package visit_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/transfer"
)

// waitFor waits until the text stands in the element.
func waitFor(t *testing.T, ctx context.Context, element, text string) {
	t.Helper()
	browser.Until(t, ctx, browser.Shows(element, text))
}

// visit goes the way of a newcomer: from the start page to the console, and
// there runs the example that is open. No network is there but the hub's own.
func (h house) visit(t *testing.T) {
	ctx := browser.Start(t, h.origin)
	browser.Do(t, ctx, chromedp.Navigate(h.origin+"/"), chromedp.WaitVisible(chromedp.CSS(`a[href$="console"]`)))
	browser.Screenshot(t, ctx, "start")
	browser.Do(t, ctx,
		chromedp.Click(chromedp.CSS(`a[href$="console"]`)),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
		chromedp.Click(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
	)
	waitFor(t, ctx, ".graphiql-response", `"title": "Le basi della co-creazione"`)
	browser.Screenshot(t, ctx, "console")
}

// insert puts text where the cursor is, without the editor helping.
func insert(text string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, page *chromedp.Target) error {
		_, err := cdp.Call(ctx, page, input.InsertText, input.InsertTextParams{Text: text})
		return err
	})
}

// watch subscribes in the console, and sees what is written meanwhile.
func (h house) watch(t *testing.T) {
	ctx := browser.Start(t, h.origin)
	browser.Do(t, ctx,
		chromedp.Navigate(h.origin+"/console"),
		chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
		chromedp.Click(chromedp.CSS(`.graphiql-query-editor .view-lines`)),
		chromedp.KeyEvent("a", chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		insert("subscription { entryChanged(kinds: [AREA]) { type entry { title } } }"),
	)
	// The console reads what was typed when typing has ended.
	waitFor(t, ctx, ".graphiql-tab-active", "<untitled>")
	browser.Do(t, ctx,
		chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)),
		chromedp.WaitVisible(chromedp.CSS(`button[aria-label^="Stop"]`)),
	)
	record := `{"kind":"area","slug":"forests","sourceLocale":"en","fields":{"scheme":"PROGRAMME"},"texts":{"en":{"title":"Forests"}},"published":["en"]}`
	if report, err := h.store.Importer().Import(t.Context(), strings.NewReader(record), transfer.ImportOptions{}); err != nil || len(report.Problems) > 0 {
		t.Fatal(report.Problems, err)
	}
	waitFor(t, ctx, ".graphiql-response", `"title": "Forests"`)
	browser.Screenshot(t, ctx, "watch")
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`button[aria-label^="Stop"]`)), chromedp.WaitVisible(chromedp.CSS(`button[aria-label^="Execute"]`)))
}

// signIn signs in with a browser, asks as oneself, and signs out.
func (h house) signIn(t *testing.T) {
	const email, password = "ivanova@town.example", "correct horse battery staple"
	if _, err := h.accounts.Create(t.Context(), account.NewAccount{Email: email, Name: "Ana Ivanova", Password: password, Grant: account.Grant{Role: account.Editor}}); err != nil {
		t.Fatal(err)
	}
	ctx := browser.Start(t, h.origin)
	browser.Do(t, ctx, chromedp.Navigate(h.origin+"/console"), chromedp.Click(chromedp.CSS(`.hub-bar a`)), chromedp.WaitVisible(chromedp.CSS(`#email:focus`)))
	browser.Screenshot(t, ctx, "sign-in")
	// The browser has put the cursor where one begins to type.
	browser.Do(t, ctx, chromedp.KeyEvent(email+kb.Tab+password+kb.Enter), chromedp.WaitVisible(chromedp.CSS(`.graphiql-query-editor .view-lines`)))
	waitFor(t, ctx, ".hub-bar", "Signed in as Ana Ivanova (EDITOR)")

	browser.Screenshot(t, ctx, "signed-in")
	// What GraphiQL sends, the browser sends with the cookie.
	said, err := chromedp.Run(ctx, chromedp.Evaluate[string](`fetch("graphql", {method: "POST", headers: {"Content-Type": "application/json"},
		body: JSON.stringify({query: "{ viewer { kind name } }"})}).then(answer => answer.text())`, chromedp.EvalAwaitPromise))
	if want := `{"data":{"viewer":{"kind":"SESSION","name":"Ana Ivanova"}}}`; err != nil || said != want {
		t.Errorf("asking in the console: %s, %v", said, err)
	}
	browser.Do(t, ctx, chromedp.Click(chromedp.CSS(`.hub-bar form button`)), chromedp.WaitVisible(chromedp.CSS(`.hub-bar a`)))
	waitFor(t, ctx, ".hub-bar", "Sign in")
}
