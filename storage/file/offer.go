package file

import "math"

// widths are those in which images are made, in pixels.
var widths = []int{
	16, 32, 48, 64, 96, 128, 160, 200, 240, 320, 400, 480, 560, 640, 720, 800, 960, 1120, 1280, 1440, 1600, 1920, 2240, 2560, 3200, 3840,
}

// shape is how wide something is for its height.
type shape struct{ width, height float64 }

// shapes are those to which images are cropped, lying and upright: the usual ones, and
// enough others for one to be near.
var shapes = func() []shape {
	all := []shape{{1, 1}}
	for _, lying := range []shape{
		{6, 5}, {5, 4}, {4, 3}, {7, 5}, {3, 2}, {8, 5}, {5, 3}, {16, 9}, {40, 21}, {2, 1}, {9, 4}, {5, 2}, {3, 1}, {7, 2}, {4, 1}, {5, 1}, {6, 1}, {8, 1},
	} {
		all = append(all, lying, shape{lying.height, lying.width})
	}
	return all
}()

// Offered is the rendition that is made where one is asked for: in the next larger
// width, and cropped to the nearest shape. Everybody may ask for images in widths, and
// each is work and is kept, so that there must not be any number of them for a file.
func (r Rendition) Offered() Rendition {
	cropped, offered := shapeOf(r.Width, r.Height), r
	for _, width := range widths {
		height := 0
		if r.Height != 0 {
			height = int(math.Round(float64(width) * cropped.height / cropped.width))
			if height < MinSide || height > MaxSide {
				continue
			}
		}
		if offered.Width, offered.Height = width, height; width >= r.Width {
			break
		}
	}
	return offered
}

// shapeOf is the shape that is nearest to that of an image of some size.
func shapeOf(width, height int) (nearest shape) {
	least := math.Inf(1)
	for _, shape := range shapes {
		off := math.Abs(math.Log(float64(width) / float64(height) * shape.height / shape.width))
		if off < least {
			nearest, least = shape, off
		}
	}
	return nearest
}
