package mediatest

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"testing"
)

// PDF is a document with a text on each page.
func PDF(t testing.TB, pages ...string) []byte {
	t.Helper()
	var contents [][]byte
	packed := zlib.NewWriter(nil) // one for all: to make one takes longer than to pack a page
	for _, text := range pages {
		contents = append(contents, pack(t, packed, []byte("BT /F1 24 Tf 72 700 Td ("+text+") Tj ET")))
	}
	return document(contents)
}

// PDFBomb is a document of one page, which unpacks to so many megabytes of zeros.
func PDFBomb(t testing.TB, megabytes int) []byte {
	t.Helper()
	return document([][]byte{packZeros(t, megabytes)})
}

func pack(t testing.TB, packed *zlib.Writer, data []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	packed.Reset(&out)
	_, err := packed.Write(data)
	if err := errors.Join(err, packed.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// packZeros compresses megabytes of zeros. It compresses one, and repeats that.
func packZeros(t testing.TB, megabytes int) []byte {
	t.Helper()
	const megabyte, modulus = 1 << 20, 65521
	var out bytes.Buffer
	packed, err := flate.NewWriter(&out, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	_, err = packed.Write(make([]byte, megabyte))
	if err := errors.Join(err, packed.Flush()); err != nil {
		t.Fatal(err)
	}
	one := bytes.Clone(out.Bytes())
	out.Reset()
	packed.Reset(&out)
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	all := append([]byte{0x78, 0xDA}, bytes.Repeat(one, megabytes)...)
	// Adler-32 of nothing but zeros counts them.
	return binary.BigEndian.AppendUint32(append(all, out.Bytes()...), uint32(megabytes*megabyte%modulus)<<16|1)
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
