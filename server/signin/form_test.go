package signin_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cocreated/hub/server/signin"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestForm(t *testing.T) {
	t.Parallel()
	h := serve(t)
	t.Run("Page", func(t *testing.T) {
		t.Parallel()
		response, page := h.send(t, http.MethodGet, "/console/sign-in", "", nil)
		want := "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'; img-src 'self'; form-action 'self'"
		if got := response.Header.Get("Content-Security-Policy"); response.StatusCode != http.StatusOK || got != want {
			t.Errorf("%s with the policy %q", response.Status, got)
		}
		if response.Header.Get("Cache-Control") != "no-store" || len(response.Cookies()) > 0 {
			t.Errorf("it is kept: %v", response.Header)
		}
		for _, link := range regexp.MustCompile(`(?:href|src)="(sign-in/[^"]+)"`).FindAllStringSubmatch(page, -1) {
			if response, _ := h.send(t, http.MethodGet, "/console/"+link[1], "", nil); response.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", link[1], response.Status)
			}
		}
		if strings.Contains(page, "alert") || strings.Contains(page, "<script") {
			t.Errorf("the page complains, or runs something:\n%s", page)
		}
	})
	t.Run("InAndOut", func(t *testing.T) {
		t.Parallel()
		response, _ := h.submit(t, " ANA@town.example", password, nil)
		if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "../console" {
			t.Fatalf("%s to %q", response.Status, response.Header.Get("Location"))
		}
		cookie := response.Cookies()[0]
		if cookie.Name != "hub-session" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" || cookie.Secure {
			t.Errorf("the cookie is %s", cookie)
		}
		session := header{"Cookie": cookie.Name + "=" + cookie.Value}
		if _, said := h.ask(t, session); said != `{"data":{"viewer":{"kind":"SESSION","name":"Ana"}}}` {
			t.Errorf("signed in, and the API says %s", said)
		}
		if response, _ := h.send(t, http.MethodGet, "/console/sign-in", "", session); response.StatusCode != http.StatusSeeOther {
			t.Errorf("signed in, and the form answers %s", response.Status)
		}
		if _, page := h.send(t, http.MethodGet, "/console", "", session); page != "hello Ana" {
			t.Errorf("signed in, and the console says %s", page)
		}
		response, _ = h.send(t, http.MethodPost, "/console/sign-out", "", session)
		if response.StatusCode != http.StatusSeeOther || response.Header.Get("Location") != "../console" || !clears(response) {
			t.Errorf("signing out: %s with %v", response.Status, response.Header)
		}
		response, said := h.ask(t, session)
		if response.StatusCode != http.StatusUnauthorized || code(t, said) != "UNAUTHENTICATED" || !clears(response) {
			t.Errorf("signed out: %s with %v: %s", response.Status, response.Header, said)
		}
		response, page := h.send(t, http.MethodGet, "/console", "", session)
		if page != "hello " || !clears(response) {
			t.Errorf("signed out, and the console says %s", page)
		}
	})
	t.Run("SignOutByLinkDoesNothing", func(t *testing.T) {
		t.Parallel()
		session := header{"Cookie": h.signIn(t)}
		if response, _ := h.send(t, http.MethodGet, "/console/sign-out", "", session); response.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("got %s", response.Status)
		}
		if response, said := h.ask(t, session); response.StatusCode != http.StatusOK {
			t.Errorf("the session is gone: %s", said)
		}
	})
	t.Run("WrongPassword", func(t *testing.T) {
		t.Parallel()
		response, page := h.submit(t, `"><script>alert(1)</script>`, "not the password", nil)
		if response.StatusCode != http.StatusForbidden || len(response.Cookies()) > 0 {
			t.Errorf("%s with %v", response.Status, response.Cookies())
		}
		if !strings.Contains(page, `role="alert">The e-mail address or the password is not right.<`) || !strings.Contains(page, `value="&#34;&gt;&lt;script`) {
			t.Errorf("the page does not say so, or forgot what was typed:\n%s", page)
		}
		if strings.Contains(page, "not the password") || strings.Contains(h.log.String(), "not the password") || strings.Contains(h.log.String(), "alert(1)") {
			t.Error("what was typed shows")
		}
	})
	t.Run("LargeForm", func(t *testing.T) {
		t.Parallel()
		if response, _ := h.submit(t, email, strings.Repeat("x", 20_000), nil); response.StatusCode != http.StatusBadRequest {
			t.Errorf("got %s", response.Status)
		}
	})
	t.Run("FromAnotherSite", func(t *testing.T) {
		t.Parallel()
		session := h.signIn(t)
		for name, from := range map[string]header{
			"Fetch":  {"Sec-Fetch-Site": "cross-site"},
			"Origin": {"Origin": "https://evil.example"},
			"Null":   {"Origin": "null"},
		} {
			if response, _ := h.submit(t, email, password, from); response.StatusCode != http.StatusForbidden || len(response.Cookies()) > 0 {
				t.Errorf("%s signs in: %s", name, response.Status)
			}
			from["Cookie"] = session
			if response, _ := h.send(t, http.MethodPost, "/console/sign-out", "", from); response.StatusCode != http.StatusForbidden {
				t.Errorf("%s signs out: %s", name, response.Status)
			}
		}
		if response, said := h.ask(t, header{"Cookie": session}); response.StatusCode != http.StatusOK {
			t.Errorf("the session is gone: %s", said)
		}
	})
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	h := serve(t)
	for range 5 {
		if response, _ := h.submit(t, email, "not the password", nil); response.StatusCode != http.StatusForbidden {
			t.Fatalf("got %s", response.Status)
		}
	}
	response, page := h.submit(t, email, password, nil)
	if response.StatusCode != http.StatusTooManyRequests || response.Header.Get("Retry-After") == "" || !strings.Contains(page, "Too many attempts") {
		t.Errorf("%s after %q:\n%s", response.Status, response.Header.Get("Retry-After"), page)
	}
}

// TestSessionIsNew signs in with a cookie that came from somebody else: it is worth nothing afterwards.
func TestSessionIsNew(t *testing.T) {
	t.Parallel()
	h := serve(t)
	before := h.signIn(t)
	for _, cookie := range []string{before, "hub-session=made-up"} {
		response, _ := h.submit(t, email, password, header{"Cookie": cookie})
		after := response.Cookies()[0]
		if after.Name+"="+after.Value == cookie {
			t.Errorf("%s is kept", cookie)
		}
		if response, _ := h.ask(t, header{"Cookie": cookie}); response.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s is good afterwards", cookie)
		}
		if response, _ := h.ask(t, header{"Cookie": after.Name + "=" + after.Value}); response.StatusCode != http.StatusOK {
			t.Errorf("the new session answers %s", response.Status)
		}
	}
	var kept []string
	if err := storagetest.Draft(h.store).NewRaw("SELECT token FROM hub.sessions").Scan(t.Context(), &kept); err != nil || len(kept) != 2 {
		t.Fatalf("%d sessions are kept: %v", len(kept), err)
	}
	for _, token := range kept {
		if strings.Contains(before, token) || len(token) != 43 && len(token) != 44 {
			t.Errorf("what the cookie holds is kept, not its hash: %q", token)
		}
	}
}

// TestSafely is behind a proxy that speaks https.
func TestSafely(t *testing.T) {
	t.Parallel()
	h := serve(t, func(o *signin.Options) { o.PublicURL = "https://hub.example" })
	response, _ := h.submit(t, email, password, header{"Origin": "https://hub.example"})
	if response.StatusCode != http.StatusSeeOther {
		t.Fatalf("from its own address: %s", response.Status)
	}
	cookie := response.Cookies()[0]
	if cookie.Name != "__Host-hub-session" || !cookie.Secure || cookie.Path != "/" || cookie.Domain != "" || !cookie.HttpOnly {
		t.Errorf("the cookie is %s", cookie)
	}
	if _, said := h.ask(t, header{"Cookie": cookie.Name + "=" + cookie.Value, "Origin": "https://hub.example"}); !strings.Contains(said, "SESSION") {
		t.Errorf("the API says %s", said)
	}
}
