// Package media finds out about images, recordings and documents, and makes others
// from them, by programs of the system: libvips, ffmpeg and poppler. They read what
// strangers made, so each runs as a process of its own, with little time, memory and
// disk, and with no way to anything but its one file.
package media

import (
	"context"
	"os/exec"
	"slices"
	"time"
)

// The programs, by name.
const (
	vips       = "vips"
	vipsheader = "vipsheader"
	ffmpeg     = "ffmpeg"
	ffprobe    = "ffprobe"
	pdfinfo    = "pdfinfo"
	pdftoppm   = "pdftoppm"
	pdftotext  = "pdftotext"
)

// Package is a package of Debian that brings programs.
type Package string

// The packages.
const (
	Vips    Package = "libvips-tools"
	FFmpeg  Package = "ffmpeg"
	Poppler Package = "poppler-utils"
	// Limits is where the program comes from that holds the others to limits; it is
	// part of every Debian, but not of every Linux.
	Limits Package = "util-linux"
	// AVIF is the encoder of that format for libvips, which newer Debians have apart.
	AVIF Package = "libheif-plugin-aomenc"
)

// packages are those that bring programs.
var packages = []struct {
	name     Package
	programs []string
}{
	{Limits, limiters},
	{Vips, []string{vips, vipsheader}},
	{FFmpeg, []string{ffmpeg, ffprobe}},
	{Poppler, []string{pdfinfo, pdftoppm, pdftotext}},
}

// Brings says what a package is needed for, in words that go on after "without it ".
func (p Package) Brings() string {
	switch p {
	case Vips:
		return "images have no dimensions, no colour and no smaller versions"
	case FFmpeg:
		return "recordings have no duration, no dimensions, no poster and no streams"
	case Poppler:
		return "PDF files have no page count, no first page as an image and no text for search"
	case Limits:
		return "none of the programs that look into files can be held to limits, so none is run"
	default:
		return "images are not made smaller as AVIF"
	}
}

// Tools are the programs that were found. Their methods may be called side by side.
type Tools struct {
	paths   map[string]string
	missing []Package
	bounds  func(limits) limits
	// resizing is full while as many images are made smaller as may be at a time.
	resizing chan struct{}
}

// mostResizing is how many images are made smaller at a time: readers wait for them,
// and there may be no more than the machine can do.
const mostResizing = 2

// findTime is how long it may take to try out what a program can do.
const findTime = 10 * time.Second

// Find looks for the programs on the PATH.
func Find(ctx context.Context) *Tools {
	tools := &Tools{paths: map[string]string{}, bounds: func(l limits) limits { return l }, resizing: make(chan struct{}, mostResizing)}
	for _, brought := range packages {
		for _, program := range brought.programs {
			path, err := exec.LookPath(program)
			if err != nil {
				tools.missing = append(tools.missing, brought.name)
				break
			}
			tools.paths[program] = path
		}
	}
	if tools.need(Vips) == nil && !tools.writesAVIF(ctx) {
		tools.missing = append(tools.missing, AVIF)
	}
	return tools
}

// Hasten lets programs compute for less than they otherwise may, for those who have no
// patience with what takes long, as tests.
func (t *Tools) Hasten(computing time.Duration) {
	t.bounds = func(l limits) limits {
		l.cpu = min(l.computing(), computing)
		return l
	}
}

// Missing are the packages that would have to be installed.
func (t *Tools) Missing() []Package { return t.missing }

// Have tells whether what a package brings is there.
func (t *Tools) Have(name Package) bool { return !slices.Contains(t.missing, name) }

// need fails where a package is missing.
func (t *Tools) need(name Package) error {
	for _, needed := range []Package{Limits, name} {
		if !t.Have(needed) {
			return &Missing{Package: needed}
		}
	}
	return nil
}

// writesAVIF tries it out: libvips knows the format also where it lacks an encoder.
func (t *Tools) writesAVIF(ctx context.Context) bool {
	room, err := newRoom("")
	if err != nil {
		return false
	}
	defer room.close()
	_, err = t.run(ctx, vips, room, limits{time: findTime, memory: pictureMemory, file: 1 << 20}, "black", "black.avif", "16", "16")
	return err == nil
}
