package media

import (
	"context"
	"time"
)

// Bounds are the limits of one run.
type Bounds struct {
	Time, CPU    time.Duration
	Memory, File uint64
	Output       int
}

// Run has any program of the system do something in a room of its own.
func Run(ctx context.Context, path string, b Bounds, args ...string) (text string, cut bool, err error) {
	room, err := newRoom("")
	if err != nil {
		return "", false, err
	}
	defer room.close()
	tools := Find(ctx)
	tools.paths["program"] = path
	out, err := tools.run(ctx, "program", room, limits{time: b.Time, cpu: b.CPU, memory: b.Memory, file: b.File, output: b.Output}, args...)
	if err != nil {
		return "", false, refuse(err, "refused")
	}
	return out.text, out.cut, nil
}

// Fit is what of an image is kept when it is made smaller.
func (c Crop) Fit(width, height int) (whole, kept [4]int) {
	w, k := c.fit(width, height)
	return [4]int{w.left, w.top, w.width, w.height}, [4]int{k.left, k.top, k.width, k.height}
}
