// Package metadata takes out of images what they say besides the picture: where and
// when it was taken, with what and by whom. The picture itself is copied as it is,
// byte for byte; what is kept with it is what it cannot be shown rightly without,
// such as its colour profile and which side is up.
package metadata

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// ErrDamaged says that an image is not made as its type wants, or ends too early.
var ErrDamaged = errors.New("the image is damaged")

// ErrInseparable says that metadata cannot be taken out of an image without writing
// the picture anew.
var ErrInseparable = errors.New("the metadata of this image cannot be taken out")

// formats are the types of images whose metadata is known.
var formats = map[string]func(out io.Writer, in io.ReadSeeker) error{
	"image/jpeg": stripJPEG,
	"image/png":  stripPNG,
	"image/webp": stripWebP,
	"image/gif":  stripGIF,
	"image/avif": copyAVIF,
}

// Strip copies an image without its metadata, in memory that does not depend on how
// large it is. What follows the end of the image is left out too: cameras put other
// pictures there, with metadata of their own.
func Strip(contentType string, out io.Writer, in io.ReadSeeker) error {
	strip, ok := formats[contentType]
	if !ok {
		return fmt.Errorf("metadata: nothing is known of %s", contentType)
	}
	if _, err := in.Seek(0, io.SeekStart); err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	if err := strip(buffered, in); err != nil {
		return err
	}
	return buffered.Flush()
}

// damaged says what is wrong with an image.
func damaged(how string) error { return fmt.Errorf("%w: %s", ErrDamaged, how) }

// cut makes the end of a file, where there should be more, a damage of the image.
func cut(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it ends too early")
	}
	return err
}

// copyBytes copies as many bytes as it is told.
func copyBytes(out io.Writer, in io.Reader, n int64) error {
	_, err := io.CopyN(out, in, n)
	return cut(err)
}

// skip reads over bytes.
func skip(in *bufio.Reader, n int64) error { return copyBytes(io.Discard, in, n) }

// head reads up to limit of the next n bytes, and reads over the others.
func head(in *bufio.Reader, n int64, limit int64) ([]byte, error) {
	read := make([]byte, min(n, limit))
	if _, err := io.ReadFull(in, read); err != nil {
		return nil, cut(err)
	}
	return read, skip(in, n-int64(len(read)))
}
