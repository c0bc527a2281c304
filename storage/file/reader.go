package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
)

// Reader reads an object of a known size from any place. It asks the store when
// something is read, and keeps nothing of what it gets: whoever reads slowly holds a
// connection, and no memory.
type Reader struct {
	ctx    context.Context
	bucket *Bucket
	key    string
	size   int64
	// wanted is what will be read, as far as that is known.
	wanted span

	mu     sync.Mutex // a reader of several ranges goes on in another goroutine
	offset int64
	body   io.ReadCloser // from offset on; nil: not asked for
	end    int64         // of body
	err    error
}

// span is a piece of an object, from its first byte to before its end.
type span struct{ start, end int64 }

// Reader makes a reader of an object that is to have the size. It reads until the
// context ends.
func (b *Bucket) Reader(ctx context.Context, key string, size int64) *Reader {
	return &Reader{ctx: ctx, bucket: b, key: key, size: size}
}

// Expect says that nothing outside of a piece is going to be read. It is a hint: the
// store is not asked for more than is needed, and its connection can be used again.
func (r *Reader) Expect(start, end int64) { r.wanted = span{start, end} }

// Read implements io.Reader. An object that ends before its size is reached is an
// error, as everything but its end is.
func (r *Reader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err != nil {
		return 0, r.err
	}
	if r.offset >= r.size {
		return 0, io.EOF
	}
	if r.body == nil {
		if r.err = r.open(); r.err != nil {
			return 0, r.err
		}
	}
	n, err := r.body.Read(p)
	r.offset += int64(n)
	if errors.Is(err, io.EOF) {
		if err = nil; r.offset < r.end {
			err = io.ErrUnexpectedEOF
		}
	}
	if r.offset >= r.end {
		r.release()
	}
	r.err = err
	return n, err
}

// open asks the store for what is to be read next.
func (r *Reader) open() error {
	r.end = r.size
	if r.wanted.start <= r.offset && r.offset < r.wanted.end {
		r.end = min(r.wanted.end, r.size)
	}
	body, object, err := r.bucket.Get(r.ctx, r.key, r.offset, r.end-r.offset)
	if err != nil {
		return err
	}
	r.body = body
	if object.Size != r.end-r.offset {
		return fmt.Errorf("the store has %d of %d bytes from byte %d on: %w", object.Size, r.end-r.offset, r.offset, io.ErrUnexpectedEOF)
	}
	return nil
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch whence {
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fs.ErrInvalid
	}
	if offset != r.offset {
		r.release()
	}
	r.offset = offset
	return offset, nil
}

// Err is why the object cannot be read to its end; nil where nothing has failed.
func (r *Reader) Err() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.err
}

// Close gives the connection up. Nothing is read afterwards.
func (r *Reader) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.release()
	if r.err == nil {
		r.err = fs.ErrClosed
	}
	return nil
}

func (r *Reader) release() {
	if r.body != nil {
		_ = r.body.Close()
		r.body = nil
	}
}
