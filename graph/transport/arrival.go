package transport

import (
	"errors"
	"io"
	"net/http"
	"time"
)

// farewell is how long a refused sender is listened to.
const farewell = time.Second

var errLongerThanAllowed = errors.New("transport: the body is longer than is allowed")

// arrival is a body that may take longer to come than the server's ReadTimeout allows. It must not stand still, nor take for ever.
type arrival struct {
	io.ReadCloser
	control *http.ResponseController
	stall   time.Duration
	latest  time.Time
	read    int64
	max     int64
	failure error // why nothing more can be read, but for the end
	ended   bool
}

func newArrival(w http.ResponseWriter, body io.ReadCloser, options Options, maxBytes int64) *arrival {
	return &arrival{
		ReadCloser: body, control: http.NewResponseController(w),
		stall: options.UploadStall, latest: time.Now().Add(options.UploadTime), max: maxBytes,
	}
}

// raise lets more come, since it is known from whom.
func (a *arrival) raise(maxBytes int64) { a.max = maxBytes }

func (a *arrival) Read(p []byte) (int, error) {
	if a.failure != nil {
		return 0, a.failure
	}
	deadline := time.Now().Add(a.stall)
	if deadline.After(a.latest) {
		deadline = a.latest
	}
	a.setDeadline(deadline)
	// One byte more than is allowed tells a body that is too long from one that just fits.
	n, err := a.ReadCloser.Read(p[:min(int64(len(p)), a.max-a.read+1)])
	a.read += int64(n)
	if a.read > a.max {
		a.failure = errLongerThanAllowed
		return 0, a.failure
	}
	switch {
	case errors.Is(err, io.EOF):
		a.ended = true
		// Left where it is, the deadline would end the request while it is worked on.
		a.setDeadline(time.Time{})
	case err != nil:
		a.failure = err
	}
	return n, err
}

// giveUp leaves what is left of a refused body. net/http waits for some more of it before it answers, so that the sender hears the
// answer, but not for as long as a sender may stall.
func (a *arrival) giveUp() {
	if !a.ended {
		a.setDeadline(time.Now().Add(min(a.stall, farewell)))
	}
}

// setDeadline does what it can: not every ResponseWriter has deadlines, as those of tests.
func (a *arrival) setDeadline(t time.Time) { _ = a.control.SetReadDeadline(t) }
