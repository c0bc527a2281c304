package file

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"

	"github.com/cocreated/hub/storage/file/media"
)

// meter counts what goes through it, and what its checksum is. It stops where there
// is more than there may be.
type meter struct {
	from  io.Reader
	limit int64
	// tooMuch is what is answered then.
	tooMuch error
	hash    hash.Hash
	size    int64
	// failed is what reading failed with.
	failed error
}

func newMeter(from io.Reader, limit int64, tooMuch error) *meter {
	return &meter{from: from, limit: limit, tooMuch: tooMuch, hash: sha256.New()}
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.from.Read(p)
	m.size += int64(n)
	if m.size > m.limit {
		m.failed = m.tooMuch
		return 0, m.tooMuch
	}
	m.hash.Write(p[:n])
	if err != nil && !errors.Is(err, io.EOF) {
		m.failed = err
	}
	return n, err
}

func (m *meter) sha256() string { return hex.EncodeToString(m.hash.Sum(nil)) }

// whole gives what is measured as something that is read more than once: as it is, where
// it came from a file, and else in a temporary one. Buffered is what it is read through.
func (m *meter) whole(buffered io.Reader) (io.ReadSeekCloser, error) {
	there, isFile := m.from.(io.ReadSeeker)
	if !isFile {
		return newSpool(func(out io.Writer) error { _, err := io.Copy(out, buffered); return err })
	}
	size, err := there.Seek(0, io.SeekEnd)
	if err == nil && size > m.limit {
		m.failed = m.tooMuch
		err = m.tooMuch
	}
	return keptOpen{there}, err
}

// keptOpen is closed by whoever has opened it.
type keptOpen struct{ io.ReadSeeker }

// Close implements io.Closer.
func (keptOpen) Close() error { return nil }

// spool is bytes in a file that is gone when it is closed.
type spool struct {
	*os.File
	size   int64
	sha256 string
}

// newSpool fills a temporary file by what fill writes.
func newSpool(fill func(io.Writer) error) (_ *spool, err error) {
	file, err := os.CreateTemp("", media.TempPrefix)
	if err != nil {
		return nil, err
	}
	s := &spool{File: file}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	sum := sha256.New()
	if err := fill(io.MultiWriter(file, sum)); err != nil {
		return nil, err
	}
	s.sha256 = hex.EncodeToString(sum.Sum(nil))
	if s.size, err = file.Seek(0, io.SeekEnd); err != nil {
		return nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return s, err
}

// Close removes the file.
func (s *spool) Close() error { return errors.Join(s.File.Close(), os.Remove(s.Name())) }
