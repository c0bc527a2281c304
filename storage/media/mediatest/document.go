package mediatest

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"testing"
)

// PDF is a document with a text on each page.
func PDF(t testing.TB, pages ...string) []byte {
	t.Helper()
	var contents [][]byte
	for _, text := range pages {
		contents = append(contents, pack(t, []byte("BT /F1 24 Tf 72 700 Td ("+text+") Tj ET"), 1))
	}
	return document(contents)
}

// PDFBomb is a document of one page, which unpacks to so many megabytes of zeros.
func PDFBomb(t testing.TB, megabytes int) []byte {
	t.Helper()
	return document([][]byte{pack(t, make([]byte, 1<<20), megabytes)})
}

// pack compresses data, so many times after each other.
func pack(t testing.TB, data []byte, times int) []byte {
	t.Helper()
	var out bytes.Buffer
	packed := zlib.NewWriter(&out)
	for range times {
		if _, err := packed.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// document is a PDF file with a page for each stream of contents.
func document(contents [][]byte) []byte {
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
	var kids string
	for _, content := range contents {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		objects = append(objects,
			fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>", len(objects)+2),
			fmt.Sprintf("<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<< /Type /Pages /Count %d /Kids [%s] >>", len(contents), kids)
	var out bytes.Buffer
	out.WriteString("%PDF-1.7\n")
	var table string
	for i, object := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	at := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n",
		len(objects)+1, table, len(objects)+1, at)
	return out.Bytes()
}
