package delivery_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/credential"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/publish"
	"github.com/cocreated/hub/storage/storagetest"
)

// gone looks that the public is told that there is nothing, and no more than that.
func (h *house) gone(t *testing.T, address string, header ...string) {
	t.Helper()
	answer := h.ask(t, "GET", address, header...)
	nothing := h.ask(t, "GET", h.address(uuid.New(), "original", "nothing"), header...)
	if answer.StatusCode != http.StatusNotFound || answer.body != nothing.body || answer.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%s: %s with %v: %s", address, answer.Status, answer.Header, answer.body)
	}
	answer.Header.Del("Date")
	nothing.Header.Del("Date")
	for name, values := range answer.Header {
		if strings.Join(values, "") != nothing.Header.Get(name) {
			t.Errorf("%s: the header %s differs from that of what does not exist: %v", address, name, values)
		}
	}
}

// is looks that an answer is a file that is kept as told.
func (a got) is(t *testing.T, body, caching string) {
	t.Helper()
	if a.StatusCode != http.StatusOK || a.body != body || a.Header.Get("Cache-Control") != caching {
		t.Errorf("%s %q: %s", a.Status, a.Header.Get("Cache-Control"), a.body)
	}
}

func (h *house) publisher() (*publish.Publisher, act.Actor) {
	return h.store.Publisher(), act.Actor{Permit: func(act.Act) error { return nil }}
}

func (h *house) publish(id uuid.UUID) {
	h.Helper()
	publisher, actor := h.publisher()
	if _, err := publisher.Publish(h.Context(), actor, publish.Request{IDs: []string{content.EncodeID("asset", id)}, Locales: []content.Locale{"en"}}); err != nil {
		h.Fatal(err)
	}
}

func (h *house) unpublish(id uuid.UUID) {
	h.Helper()
	publisher, actor := h.publisher()
	if _, err := publisher.Unpublish(h.Context(), actor, publish.UnpublishRequest{IDs: []string{content.EncodeID("asset", id)}, Locales: []content.Locale{"en"}}); err != nil {
		h.Fatal(err)
	}
}

const (
	forEver    = "public, max-age=31536000, immutable"
	untilAsked = "public, max-age=0, must-revalidate"
	notAtAll   = "private, no-store"
)

// TestStages follows an asset from its draft to its end.
func TestStages(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	translator := bearer(h.token(account.Translator))
	first := h.file("text/plain", strings.NewReader("the first"), file.Facts{})
	id := h.show("notes", "notes.txt", first, false)
	address := h.address(id, "original", "notes.txt")
	versioned := h.address(id, "original~"+first.Version(), "notes.txt")

	h.gone(t, address)
	h.gone(t, versioned)
	h.gone(t, address+"?stage=draft")
	h.ask(t, "GET", address, translator...).is(t, "the first", notAtAll)
	h.ask(t, "GET", versioned+"?stage=draft", translator...).is(t, "the first", notAtAll)

	h.publish(id)
	h.ask(t, "GET", address).is(t, "the first", untilAsked)
	h.ask(t, "GET", versioned).is(t, "the first", forEver)
	h.ask(t, "GET", versioned, translator...).is(t, "the first", forEver)

	// The file is replaced: the public gets the one that is live, by whatever address.
	second := h.file("text/plain", strings.NewReader("the second"), file.Facts{})
	h.show("notes", "notes.txt", second, false)
	h.ask(t, "GET", address).is(t, "the first", untilAsked)
	h.ask(t, "GET", h.address(id, "original~"+second.Version(), "notes.txt")).is(t, "the first", untilAsked)
	h.gone(t, address+"?stage=draft")
	h.ask(t, "GET", address, translator...).is(t, "the first", untilAsked)
	h.ask(t, "GET", address+"?stage=draft", translator...).is(t, "the second", notAtAll)

	h.publish(id)
	h.ask(t, "GET", address).is(t, "the second", untilAsked)
	h.ask(t, "GET", versioned).is(t, "the second", untilAsked)

	h.unpublish(id)
	h.gone(t, address)
	h.gone(t, versioned)
	h.ask(t, "GET", address, translator...).is(t, "the second", notAtAll)
}

// TestDraftStreams plays a video that is to take the place of the one that is live, as a player does: by the names in
// its playlists.
func TestDraftStreams(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	translator := bearer(h.token(account.Translator))
	var stored *file.File
	var id uuid.UUID
	for _, which := range []string{"old", "new"} {
		stored = h.file("video/mp4", strings.NewReader(which), file.Facts{Streams: true})
		h.made(stored, "hls/index.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n360p.m3u8\n\n")
		h.made(stored, "hls/360p.m3u8", "#EXTM3U\n#EXTINF:6.0,\n360p-00000.ts\n#EXT-X-ENDLIST\n")
		h.made(stored, "hls/360p-00000.ts", which)
		id = h.show("talk", "talk.mp4", stored, which == "old")
	}
	address := *h.addresses.Write(file.Address{ID: id, Variant: file.Variant{Name: file.Streams, Version: stored.Version()}, Name: "index.m3u8", Draft: true})
	for range 2 {
		playlist := h.ask(t, "GET", address, translator...)
		if playlist.StatusCode != http.StatusOK || playlist.Header.Get("Cache-Control") != notAtAll || playlist.Header.Get("Content-Type") != "application/vnd.apple.mpegurl" {
			t.Fatalf("%s: %s with %v", address, playlist.Status, playlist.Header)
		}
		base, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(playlist.body) {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				named, err := base.Parse(line)
				if err != nil {
					t.Fatal(err)
				}
				address = named.String()
			}
		}
	}
	h.ask(t, "GET", address, translator...).is(t, "new", notAtAll)
	h.gone(t, address)
}

// TestWhoAsks asks for a draft as everybody.
func TestWhoAsks(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	id := h.show("notes", "notes.txt", h.file("text/plain", strings.NewReader("a draft"), file.Facts{}), false)
	live := h.show("others", "others.txt", h.file("text/plain", strings.NewReader("live"), file.Facts{}), true)
	address := h.address(id, "original", "notes.txt")

	_, partner, err := h.accounts.CreatePartnerToken(t.Context(), account.NewPartnerToken{
		Partner: "Town", Name: "site", Scopes: []credential.Scope{credential.Read, credential.Embed}, Origins: []string{"https://town.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h.gone(t, address, bearer(string(partner))...)
	h.gone(t, address+"?stage=draft", bearer(string(partner))...)
	h.ask(t, "GET", h.address(live, "original", "x"), bearer(string(partner))...).is(t, "live", untilAsked)

	for _, asked := range []string{address, address + "?stage=draft", h.address(live, "original", "x"), h.address(uuid.New(), "original", "x")} {
		refused := h.ask(t, "GET", asked, "Authorization", "Bearer hub_pat_nonsense")
		if refused.StatusCode != http.StatusUnauthorized || refused.Header.Get("Cache-Control") != "no-store" || refused.Header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s with a token that is not good: %s with %v", asked, refused.Status, refused.Header)
		}
	}
	h.gone(t, address+"?stage=nonsense", bearer(h.token(account.Editor))...)

	cookie := h.signIn(t, "editor@town.example")
	h.ask(t, "GET", address, "Cookie", cookie).is(t, "a draft", notAtAll)
	// What everybody gets does not depend on a cookie, good or not, and sets none.
	for _, cookie := range []string{cookie, "hub-session=nonsense"} {
		answer := h.ask(t, "GET", h.address(live, "original", "x"), "Cookie", cookie)
		answer.is(t, "live", untilAsked)
		if answer.Header.Get("Set-Cookie") != "" || answer.Header.Get("Vary") != "" {
			t.Errorf("answered with %v", answer.Header)
		}
	}
	if refused := h.ask(t, "GET", address, "Cookie", "hub-session=nonsense"); refused.StatusCode != http.StatusUnauthorized {
		t.Errorf("with a session that has ended: %s", refused.Status)
	}
}

// signIn is the cookie of somebody who signs in.
func (h *house) signIn(t *testing.T, email string) string {
	t.Helper()
	form := url.Values{"email": {email}, "password": {password}}.Encode()
	request, err := http.NewRequestWithContext(t.Context(), "POST", h.url+"/console/sign-in", strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for _, cookie := range response.Cookies() {
		if cookie.Name == "hub-session" {
			return cookie.Name + "=" + cookie.Value
		}
	}
	t.Fatalf("signing in answers %s", response.Status)
	return ""
}

// TestStates serves a file as long as nothing was found in it.
func TestStates(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	editor := bearer(h.token(account.Editor))
	stored := h.file("text/plain", strings.NewReader("a file"), file.Facts{})
	id := h.show("notes", "notes.txt", stored, true)
	address := h.address(id, "original", "notes.txt")
	for state, served := range map[file.State]bool{file.Pending: true, file.Ready: true, file.Failed: false, file.Quarantined: false} {
		_, err := storagetest.Draft(h.store).NewRaw(`UPDATE hub.files SET state = ?0 WHERE sha256 = ?1;
			UPDATE draft.assets SET sha256 = sha256 WHERE sha256 = ?1; UPDATE live.assets SET sha256 = sha256 WHERE sha256 = ?1`, state, stored.SHA256).Exec(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if served {
			h.ask(t, "GET", address).is(t, "a file", untilAsked)
			h.ask(t, "GET", address+"?stage=draft", editor...).is(t, "a file", notAtAll)
			continue
		}
		h.gone(t, address)
		h.gone(t, address+"?stage=draft", editor...)
	}
}

// TestStatements counts what an answer costs the database.
func TestStatements(t *testing.T) {
	t.Parallel()
	h := open(t, filetest.Bucket(t))
	id := h.show("notes", "notes.txt", h.file("text/plain", strings.NewReader("live"), file.Facts{}), true)
	ctx, count := storage.CountStatements(t.Context())
	delivery := &file.Delivery{Live: storagetest.Live(h.store), Draft: storagetest.Draft(h.store), Bucket: h.bucket, Addresses: h.addresses}
	if _, err := delivery.Find(ctx, content.StageLive, id, file.Variant{Name: file.Original}); err != nil || count() != 1 {
		t.Errorf("%d statements, %v", count(), err)
	}
}
