package media

import (
	"fmt"
	"image"
	"image/color"
)

// dominant is the colour that an image has most of, `#rrggbb`: the mean of the
// colours that are most alike. What is transparent does not count.
func dominant(picture image.Image) string {
	type sum struct{ r, g, b, count int }
	alike := map[[3]uint8]*sum{}
	var most *sum
	bounds := picture.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
			if c.A < 128 {
				continue
			}
			// Eight shades of each are few enough for noise to stay together.
			of := [3]uint8{c.R >> 5, c.G >> 5, c.B >> 5}
			if alike[of] == nil {
				alike[of] = &sum{}
			}
			s := alike[of]
			s.r, s.g, s.b, s.count = s.r+int(c.R), s.g+int(c.G), s.b+int(c.B), s.count+1
			if most == nil || s.count > most.count {
				most = s
			}
		}
	}
	if most == nil {
		return ""
	}
	return fmt.Sprintf("#%02x%02x%02x", most.r/most.count, most.g/most.count, most.b/most.count)
}
