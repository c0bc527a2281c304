package graph_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/cocreated/hub/graph"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

// postFile asks with a file that comes along, in place of the null at a path.
func (a *api) postFile(t testing.TB, what request, path, name, contentType string, data []byte) answer {
	t.Helper()
	operations, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("operations", string(operations))
	_ = form.WriteField("map", fmt.Sprintf(`{"0":[%q]}`, path))
	file, _ := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {fmt.Sprintf(`form-data; name="0"; filename=%q`, name)}, "Content-Type": {contentType},
	})
	_, _ = file.Write(data)
	_ = form.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, a.url, &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("GraphQL-Preflight", "1")
	return a.send(t, r)
}

// press is a hub with a store for files, and who works in it.
type press struct {
	*testing.T
	store *storage.Store
	// editor and other are two editors, who are not administrators.
	editor, other, admin *api
}

func openPress(t *testing.T) *press {
	t.Helper()
	p := &press{T: t, store: storagetest.WithFiles(t, filetest.Bucket(t))}
	by := func(id uuid.UUID, role account.Role) *api {
		credential := withRole(role)
		credential.AccountID = id
		return serve(t, p.store, as(credential), func(o *graph.Options) { o.Accounts = accountsOf(t, p.store) })
	}
	p.editor, p.other, p.admin = by(uuid.UUID{1}, account.Editor), by(uuid.UUID{2}, account.Editor), by(uuid.UUID{3}, account.Admin)
	return p
}

// uploading is what mutations of uploads answer.
type uploading struct {
	ID     string
	Upload *struct {
		ID     string
		Stored bool
		Parts  []struct {
			Number  int
			URL     *string
			Size    int64
			Done    bool
			Headers []struct{ Name, Value string }
		}
	}
	Asset *struct {
		ID, Slug, Title, FileName, ContentType, SHA256 string
		Version                                        int
		SizeBytes                                      int64
	}
	UserErrors []struct{ Field, Code, Message string }
}

func (u uploading) wrong() string {
	if len(u.UserErrors) == 0 {
		return ""
	}
	return u.UserErrors[0].Field + " " + u.UserErrors[0].Code
}

const (
	uploadAnswer = `upload { id stored parts { number url size done headers { name value } } } userErrors { field code message }`
	shownAsset   = `asset { id slug title fileName contentType sha256 sizeBytes version } userErrors { field code message }`
)

// ask asks for a mutation, and answers its payload, or the code with which it is refused.
func (p *press) ask(by *api, mutation, fields string, input object) (uploading, string) {
	p.Helper()
	a := by.post(p, request{
		Query:     fmt.Sprintf("mutation ($input: %s%sInput!) { %s(input: $input) { %s } }", strings.ToUpper(mutation[:1]), mutation[1:], mutation, fields),
		Variables: object{"input": input},
	})
	return p.payload(a, mutation)
}

func (p *press) payload(a answer, field string) (uploading, string) {
	p.Helper()
	if failures := a.failures(p); len(failures) > 0 {
		return uploading{}, code(failures)
	}
	var data map[string]uploading
	a.data(p, &data)
	return data[field], ""
}

func (p *press) start(by *api, name string, data []byte) uploading {
	p.Helper()
	sum := sha256.Sum256(data)
	started, refused := p.ask(by, "assetUploadStart", uploadAnswer, object{"fileName": name, "size": len(data), "sha256": hex.EncodeToString(sum[:])})
	if refused != "" {
		p.Fatal(refused)
	}
	return started
}

// send stores the parts as a client does.
func (p *press) send(started uploading, data []byte) {
	p.Helper()
	for _, part := range started.Upload.Parts {
		r, err := http.NewRequestWithContext(p.Context(), http.MethodPut, *part.URL, io.LimitReader(bytes.NewReader(data), part.Size))
		if err != nil {
			p.Fatal(err)
		}
		r.ContentLength = part.Size
		for _, header := range part.Headers {
			r.Header.Set(header.Name, header.Value)
		}
		response, err := p.editor.client.Do(r)
		if err != nil {
			p.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			p.Fatal(response.Status)
		}
		data = data[part.Size:]
	}
}

func pdf(of string) []byte { return []byte("%PDF-1.7\n" + of + "\n%%EOF\n") }

var titled = []object{{"locale": "en", "title": "Report"}}

// TestUpload uploads a file, makes an asset of it, and replaces it by another.
func TestUpload(t *testing.T) {
	t.Parallel()
	p := openPress(t)
	first := p.start(p.editor, "report.pdf", pdf("one"))
	if len(first.Upload.Parts) != 1 || first.Upload.Stored {
		t.Fatalf("got %+v", first)
	}
	complete := func(id string, input object) (uploading, string) {
		t.Helper()
		input["id"] = id
		return p.ask(p.editor, "assetUploadComplete", shownAsset, input)
	}
	if got, _ := complete(first.Upload.ID, object{"texts": titled}); got.wrong() != "file INCOMPLETE" {
		t.Errorf("before anything is sent: %+v", got)
	}
	p.send(first, pdf("one"))
	for name, test := range map[string]struct {
		input object
		want  string
	}{
		"LongTitle":         {object{"texts": []object{{"locale": "en", "title": strings.Repeat("x", 501)}}}, "texts[0].title MAX"},
		"VersionOfNothing":  {object{"texts": titled, "version": 3}, "version EXCLUDED"},
		"NoVersion":         {object{"asset": "x"}, "version REQUIRED"},
		"LanguageOfAnother": {object{"asset": "x", "version": 1, "sourceLocale": "it"}, "sourceLocale EXCLUDED"},
		"NoAsset":           {object{"asset": "x", "version": 1}, "asset ID"},
	} {
		if got, _ := complete(first.Upload.ID, test.input); got.wrong() != test.want || got.Asset != nil {
			t.Fatalf("%s: %q, want %q", name, got.wrong(), test.want)
		}
	}
	made, _ := complete(first.Upload.ID, object{"texts": titled, "asset": nil, "licence": "CC-BY-4.0"})
	if made.wrong() != "" || made.Asset.FileName != "report.pdf" || made.Asset.ContentType != "application/pdf" || made.Asset.SizeBytes != int64(len(pdf("one"))) || made.Asset.Title != "Report" {
		t.Fatalf("got %+v", made)
	}
	if again, _ := complete(first.Upload.ID, object{"texts": []object{{"locale": "en", "title": "Another"}}}); again.Asset == nil || *again.Asset != *made.Asset {
		t.Errorf("completed again it is %+v", again)
	}

	second := p.start(p.editor, "second.pdf", pdf("two"))
	p.send(second, pdf("two"))
	replaced, _ := complete(second.Upload.ID, object{"asset": made.Asset.ID, "version": 1, "note": "New numbers"})
	if replaced.wrong() != "" || replaced.Asset.ID != made.Asset.ID || replaced.Asset.Version != 2 || replaced.Asset.FileName != "second.pdf" || replaced.Asset.SHA256 == made.Asset.SHA256 || replaced.Asset.Title != "Report" {
		t.Errorf("replaced it is %+v", replaced)
	}
	third := p.start(p.editor, "third.pdf", pdf("three"))
	p.send(third, pdf("three"))
	if got, _ := complete(third.Upload.ID, object{"asset": made.Asset.ID, "version": 1}); got.wrong() != "version VERSION_CONFLICT" {
		t.Errorf("based on an old version: %+v", got)
	}

	there := p.start(p.other, "same.pdf", pdf("one"))
	if !there.Upload.Stored || len(there.Upload.Parts) != 0 {
		t.Fatalf("what the hub has: %+v", there)
	}
	if got, _ := p.ask(p.other, "assetUploadComplete", shownAsset, object{"id": there.Upload.ID, "texts": titled}); got.Asset == nil || got.Asset.ID == made.Asset.ID || got.Asset.SHA256 != made.Asset.SHA256 {
		t.Errorf("of the same bytes: %+v", got)
	}
}

// TestUploadOfOthers asks for what somebody else is uploading.
func TestUploadOfOthers(t *testing.T) {
	t.Parallel()
	p := openPress(t)
	started := p.start(p.editor, "report.pdf", pdf("one"))
	p.send(started, pdf("one"))
	query := request{Query: `query ($id: ID!) { assetUpload(id: $id) { id stored parts { done } } }`, Variables: object{"id": started.Upload.ID}}
	want := `{"data":{"assetUpload":{"id":"` + started.Upload.ID + `","stored":false,"parts":[{"done":true}]}}}`
	for _, by := range []*api{p.editor, p.admin} {
		if got := string(by.post(t, query).body); got != want {
			t.Errorf("got %s", got)
		}
	}
	if got := code(p.other.post(t, query).failures(t)); got != "FORBIDDEN" {
		t.Errorf("another's answers %q", got)
	}
	for mutation, fields := range map[string]string{"assetUploadComplete": shownAsset, "assetUploadCancel": "id"} {
		if got, refused := p.ask(p.other, mutation, fields, object{"id": started.Upload.ID}); refused != "FORBIDDEN" {
			t.Errorf("%s of another's: %+v", mutation, got)
		}
	}
	if got, _ := p.ask(p.editor, "assetUploadCancel", "id userErrors { field code }", object{"id": started.Upload.ID}); got.ID != started.Upload.ID {
		t.Errorf("cancelled: %+v", got)
	}
	if got, _ := p.ask(p.editor, "assetUploadCancel", "id userErrors { field code }", object{"id": started.Upload.ID}); got.wrong() != "id NOT_FOUND" {
		t.Errorf("cancelled twice: %+v", got)
	}
	if got, want := string(p.editor.post(t, query).body), `{"data":{"assetUpload":null}}`; got != want {
		t.Errorf("of what is gone: %s", got)
	}
}

func TestUploadStartRefuses(t *testing.T) {
	t.Parallel()
	p := openPress(t)
	sum := strings.Repeat("0", 64)
	for name, test := range map[string]struct {
		input object
		want  string
	}{
		"SVG":      {object{"fileName": "a.svg", "size": 1, "contentType": "image/svg+xml", "sha256": sum}, "contentType NOT_ALLOWED"},
		"TooLarge": {object{"fileName": "a.png", "size": 50<<20 + 1, "sha256": sum}, "size MAX"},
		"NoSum":    {object{"fileName": "a.png", "size": 1, "sha256": "0"}, "sha256 FORMAT"},
		"NoName":   {object{"fileName": "", "size": 1, "sha256": sum}, "fileName REQUIRED"},
	} {
		if got, refused := p.ask(p.editor, "assetUploadStart", uploadAnswer, test.input); got.wrong() != test.want || got.Upload != nil {
			t.Errorf("%s: %q %q, want %q", name, got.wrong(), refused, test.want)
		}
	}
}

// TestUploadFile sends a file along with the request.
func TestUploadFile(t *testing.T) {
	t.Parallel()
	p := openPress(t)
	take := func(name, contentType string, data []byte, input object) uploading {
		t.Helper()
		input["file"] = nil
		a := p.editor.postFile(t, request{
			Query:     "mutation ($input: AssetUploadFileInput!) { assetUploadFile(input: $input) { " + shownAsset + " } }",
			Variables: object{"input": input},
		}, "variables.input.file", name, contentType, data)
		got, refused := p.payload(a, "assetUploadFile")
		if refused != "" {
			t.Fatal(refused)
		}
		return got
	}
	made := take("report.pdf", "application/pdf", pdf("one"), object{"texts": titled, "idempotencyKey": "made once"})
	if made.wrong() != "" || made.Asset.FileName != "report.pdf" || made.Asset.Version != 1 {
		t.Fatalf("got %+v", made)
	}
	if again := take("report.pdf", "application/pdf", pdf("one"), object{"texts": titled, "idempotencyKey": "made once"}); again.Asset == nil || again.Asset.ID != made.Asset.ID {
		t.Errorf("sent once more: %+v", again)
	}
	replaced := take("new.pdf", "application/pdf", pdf("two"), object{"asset": made.Asset.ID, "version": 1})
	if replaced.wrong() != "" || replaced.Asset.ID != made.Asset.ID || replaced.Asset.Version != 2 {
		t.Errorf("replaced: %+v", replaced)
	}
	if got := take("a.png", "image/png", []byte("<!DOCTYPE html><script>alert(1)</script>"), object{"texts": titled}); got.wrong() != "file NOT_ALLOWED" || got.Asset != nil {
		t.Errorf("HTML as PNG: %+v", got)
	}
}
