package file

import (
	"errors"
	"image"
	// The formats whose dimensions are read.
	_ "image/gif"
	_ "image/jpeg"
	_ "image/png"
	"io"
	"math"
	"sync"

	// And WebP.
	_ "golang.org/x/image/webp"

	"github.com/cocreated/hub/storage/fault"
	"github.com/cocreated/hub/storage/file/metadata"
)

// MaxPixels is how large an image may be: what is small in the store can be huge
// once it is unpacked.
const MaxPixels = 50_000_000

// cleanImage is an image as it is stored: without metadata. It is nowhere but in its
// original, from which it is made while it is read, as often as that is: once to know its
// checksum, and once for each time that it is sent. It must be closed before its original.
type cleanImage struct {
	contentType string
	original    io.ReadSeeker
	size        int64
	sha256      string

	// What sends it may turn back to the beginning while somebody still reads.
	mu   sync.Mutex
	pipe *io.PipeReader // nil: nobody reads
	done chan struct{}  // closed when nothing writes into the pipe any more
	at   int64
}

// cleaned finds out what an image is without its metadata.
func cleaned(contentType string, original io.ReadSeeker) (*cleanImage, error) {
	if err := checkPixels(contentType, original); err != nil {
		return nil, err
	}
	clean := &cleanImage{contentType: contentType, original: original}
	reading := newMeter(clean, math.MaxInt64, nil)
	_, err := io.Copy(io.Discard, reading)
	clean.size, clean.sha256 = reading.size, reading.sha256()
	switch _, rewound := clean.Seek(0, io.SeekStart); {
	case errors.Is(err, metadata.ErrInseparable):
		return nil, fault.Invalid("file", "metadata", "the image says where, when or by whom it was made, and that cannot be taken out of this type; export it without metadata, or as WebP")
	case errors.Is(err, metadata.ErrDamaged):
		return nil, fault.Invalid("file", "damaged", "%v; export it anew", err)
	default:
		return clean, errors.Join(err, rewound)
	}
}

// Read implements io.Reader.
func (c *cleanImage) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.pipe == nil {
		from, to := io.Pipe()
		done := make(chan struct{})
		go func() {
			defer close(done)
			_ = to.CloseWithError(metadata.Strip(c.contentType, to, c.original)) // it never fails
		}()
		c.pipe, c.done = from, done
	}
	n, err := c.pipe.Read(p)
	c.at += int64(n)
	return n, err
}

// Seek implements io.Seeker, for who tells where it stands or begins again.
func (c *cleanImage) Seek(offset int64, whence int) (int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case offset == 0 && whence == io.SeekCurrent:
	case offset == 0 && whence == io.SeekStart:
		c.stop()
	default:
		return c.at, errors.New("an image without its metadata is read from its beginning only")
	}
	return c.at, nil
}

// Close lets go of the original.
func (c *cleanImage) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stop()
	return nil
}

func (c *cleanImage) stop() {
	if c.pipe != nil {
		_ = c.pipe.Close() // it never fails
		<-c.done
	}
	c.pipe, c.at = nil, 0
}

// checkPixels refuses an image that is too large to be worked on. The dimensions of
// an AVIF are known to those who decode it only, who refuse it themselves.
func checkPixels(contentType string, original io.ReadSeeker) error {
	if contentType == "image/avif" {
		return nil
	}
	if _, err := original.Seek(0, io.SeekStart); err != nil {
		return err
	}
	config, _, err := image.DecodeConfig(original)
	if err != nil {
		return fault.Invalid("file", "damaged", "the image cannot be read; export it anew")
	}
	if pixels := int64(config.Width) * int64(config.Height); pixels > MaxPixels {
		return fault.Invalid("file", "pixels", "an image has at most %d megapixels, and this one has %d; make it smaller", MaxPixels/1_000_000, (pixels+999_999)/1_000_000)
	}
	return nil
}
