package main

import (
	"fmt"
	"html"
	"strings"
)

// colours of the areas of the toolkit.
var colours = map[string]string{
	"co-creation": "#1d4e89", "volunteer-area": "#2d6a4f", "programmes-area": "#5b3a8c", "digital-area": "#9a3412",
}

const cardWidth, cardHeight = 480, 270

// cards is a page with one card below the other.
func cards(webinar *record, scenes []scene) string {
	var page strings.Builder
	fmt.Fprintf(&page, `<!doctype html><meta charset="utf-8"><style>
body { margin: 0; font-family: "DejaVu Sans"; color: #fff; background: %s }
section { box-sizing: border-box; width: %dpx; height: %dpx; padding: 26px 30px; overflow: hidden; position: relative }
h1 { font-size: 23px; line-height: 1.3; margin: 30px 0 14px; font-weight: bold } p { font-size: 15px; line-height: 1.45; margin: 0 }
p.large { font-size: 21px; margin-top: 50px }
.top { position: absolute; top: 22px; left: 30px; right: 30px; display: flex; justify-content: space-between; font-size: 13px; letter-spacing: 1px }
</style>`, colours[webinar.ref("area")], cardWidth, cardHeight)
	for _, scene := range scenes {
		fmt.Fprintf(&page, `<section><div class="top"><b>CO-CREATED</b><span>%s / 20</span></div>`, webinar.field("number"))
		size := ` class="large"`
		if scene.heading != "" {
			fmt.Fprintf(&page, `<h1>%s</h1>`, html.EscapeString(scene.heading))
			size = ""
		}
		fmt.Fprintf(&page, `<p%s>%s</p></section>`, size, html.EscapeString(scene.line))
	}
	return page.String()
}
