package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
)

// chromium opens a page that is written here; nothing in it comes from anywhere else.
func (m *maker) chromium(ctx context.Context, page string, do ...string) error {
	name := filepath.Join(m.scratch, "page.html")
	if err := os.WriteFile(name, []byte(page), 0o600); err != nil {
		return err
	}
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb",
		"--user-data-dir=" + filepath.Join(m.scratch, "chromium"),
	}, do...)
	if said, err := exec.CommandContext(ctx, "chromium", append(args, "file://"+name)...).CombinedOutput(); err != nil {
		return fmt.Errorf("chromium: %w: %s", err, said)
	}
	return nil
}

// whenAndWhere are the entries of a PDF that tell when it was made, and on what machine.
var whenAndWhere = regexp.MustCompile(`/(Creator|CreationDate|ModDate) \((?:[^()\\]|\\.)*\)`)

// print makes a PDF, tagged for those who have it read to them.
func (m *maker) print(ctx context.Context, page string) ([]byte, error) {
	name := filepath.Join(m.scratch, "page.pdf")
	if err := m.chromium(ctx, page, "--no-pdf-header-footer", "--generate-pdf-document-outline", "--print-to-pdf="+name); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	// Blanks in their place leave the positions of the objects as they are.
	return whenAndWhere.ReplaceAllFunc(data, func(found []byte) []byte {
		return bytes.Repeat([]byte(" "), len(found))
	}), nil
}

// windowFrame is more than what a window takes off the height that is asked for.
const windowFrame = 200

// screenshot shows a page as wide and high as told.
func (m *maker) screenshot(ctx context.Context, page string, width, height int) (*image.NRGBA, error) {
	name := filepath.Join(m.scratch, "page.png")
	size := strconv.Itoa(width) + "," + strconv.Itoa(height+windowFrame)
	if err := m.chromium(ctx, page, "--window-size="+size, "--screenshot="+name); err != nil {
		return nil, err
	}
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	shown, err := png.Decode(file)
	if err != nil {
		return nil, err
	}
	cut := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			cut.Set(x, y, shown.At(x, y))
		}
	}
	return cut, nil
}

// encode writes an image as a PNG, with nothing in it but what it shows.
func encode(shown image.Image) ([]byte, error) {
	var data bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	err := encoder.Encode(&data, shown)
	return data.Bytes(), err
}
