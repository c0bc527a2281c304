package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
)

// archive is a ZIP as EPUB and OpenDocument want it: the media type comes first, as it
// is, with nothing added, so that it stands at a known place.
type archive struct {
	out bytes.Buffer
	zip *zip.Writer
}

func newArchive(mediaType string) (*archive, error) {
	a := &archive{}
	a.zip = zip.NewWriter(&a.out)
	return a, a.store("mimetype", mediaType, zip.Store)
}

func (a *archive) add(name, text string) error { return a.store(name, text, zip.Deflate) }

// firstDay is the first day that a ZIP can name.
const firstDay = 1<<5 | 1

func (a *archive) store(name, text string, method uint16) error {
	packed := []byte(text)
	if method == zip.Deflate {
		var out bytes.Buffer
		writer, err := flate.NewWriter(&out, flate.BestCompression)
		if err != nil {
			return err
		}
		if _, err := writer.Write(packed); err != nil {
			return err
		}
		if err := writer.Close(); err != nil {
			return err
		}
		packed = out.Bytes()
	}
	header := &zip.FileHeader{
		Name: name, Method: method, CRC32: crc32.ChecksumIEEE([]byte(text)),
		CompressedSize64: uint64(len(packed)), UncompressedSize64: uint64(len(text)),
	}
	header.ModifiedDate = firstDay //nolint:staticcheck // Modified would add a field of its own to the header
	entry, err := a.zip.CreateRaw(header)
	if err != nil {
		return err
	}
	_, err = entry.Write(packed)
	return err
}

func (a *archive) bytes() ([]byte, error) {
	err := a.zip.Close()
	return a.out.Bytes(), err
}

// file is one in an archive.
type file struct{ name, text string }

// pack makes an archive of files.
func pack(mediaType string, files []file) ([]byte, error) {
	a, err := newArchive(mediaType)
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		if err := a.add(file.name, file.text); err != nil {
			return nil, err
		}
	}
	return a.bytes()
}
