package main

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cocreated/hub/server/browser"
)

// pictureFile is an image of one color on somebody's machine.
func pictureFile(t *testing.T) string {
	t.Helper()
	picture := image.NewRGBA(image.Rect(0, 0, 640, 360))
	draw.Draw(picture, picture.Bounds(), image.NewUniform(color.RGBA{R: 0x0b, G: 0x46, B: 0x53, A: 0xff}), image.Point{}, draw.Src)
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, picture); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "town-square.png")
	if err := os.WriteFile(path, encoded.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestUploadInConsole goes the way of a picture from somebody's machine into the hub, by a hub with nothing but its own
// parts: chosen in the console, stored, looked at, shown; and not to the public.
func TestUploadInConsole(t *testing.T) {
	server := serve(t, dataFolder(t), "--no-demo")
	defer server.stop(t)
	email, password := firstAccount(t, server.said)
	origin := strings.TrimSuffix(server.url, "/graphql")
	ctx := browser.Start(t, origin)
	browser.Do(t, ctx,
		chromedp.Navigate(origin+"/console/sign-in"),
		chromedp.WaitVisible(chromedp.CSS(`#password`)),
		chromedp.KeyEvent(email+kb.Tab+password+kb.Enter),
		chromedp.WaitVisible(chromedp.CSS(`#upload button`)),
		chromedp.Click(chromedp.CSS(`#upload button`)),
		chromedp.WaitVisible(chromedp.CSS(`dialog.hub-upload`)),
		chromedp.SetUploadFiles(chromedp.CSS(`dialog input[type=file]`), []string{pictureFile(t)}),
		chromedp.Click(chromedp.CSS(`dialog textarea`)),
		chromedp.KeyEvent("The square before the town hall"),
		chromedp.Click(chromedp.CSS(`dialog .hub-upload-primary`)),
	)
	waitFor(t, ctx, "dialog h2", "Uploaded: town square")
	waitFor(t, ctx, "dialog [role=status]", "It is ready.")
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool](`(image => image?.complete && image.naturalWidth === 640)(document.querySelector('dialog img'))`)); err != nil {
		t.Fatalf("wait for the picture: %v", err)
	}
	browser.Screenshot(t, ctx, "uploaded")

	shown, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('dialog img').src`))
	if err != nil {
		t.Fatal(err)
	}
	if response, _ := fetch(t, http.MethodGet, shown, "", nil); response.StatusCode != http.StatusNotFound {
		t.Errorf("the public gets the draft at %s: %s", shown, response.Status)
	}
}
