package main

import (
	"context"
	"embed"
	"fmt"
)

//go:embed pictures/*.svg
var pictures embed.FS

const pictureWidth, pictureHeight = 1200, 675

// shows is what the pictures of courses show, for those who cannot see them.
var shows = map[string]map[string]string{
	"co-creation-basics": {
		"bg": "Шест души, гледани отгоре, седят около кръгла маса; в средата четири цветни парчета от пъзел се допълват.",
		"en": "Six people, seen from above, sit around a round table; in the middle four coloured pieces of a puzzle fit together.",
		"es": "Seis personas vistas desde arriba, sentadas a una mesa redonda; en el centro encajan cuatro piezas de colores de un rompecabezas.",
		"fr": "Six personnes vues d'en haut autour d'une table ronde ; au milieu, quatre pièces colorées d'un puzzle s'assemblent.",
		"it": "Sei persone viste dall'alto siedono attorno a un tavolo rotondo; al centro si incastrano quattro pezzi colorati di un puzzle.",
	},
	"managing-volunteers": {
		"bg": "Трима души един до друг държат над главите си голяма кутия със сърце.",
		"en": "Three people side by side hold a large box with a heart on it above their heads.",
		"es": "Tres personas, una junto a otra, sostienen sobre la cabeza una gran caja con un corazón.",
		"fr": "Trois personnes côte à côte tiennent au-dessus de leur tête une grande boîte ornée d'un cœur.",
		"it": "Tre persone fianco a fianco reggono sopra la testa una grande scatola con un cuore.",
	},
	"european-programmes": {
		"bg": "Отляво кметство с колони; четири стъпала водят нагоре към синьо знаме с кръг от жълти звезди.",
		"en": "On the left a town hall with columns; four steps lead up to a blue flag with a ring of yellow stars.",
		"es": "A la izquierda, un ayuntamiento con columnas; cuatro escalones suben hasta una bandera azul con un círculo de estrellas amarillas.",
		"fr": "À gauche, une mairie à colonnes ; quatre marches montent vers un drapeau bleu orné d'un cercle d'étoiles jaunes.",
		"it": "A sinistra un municipio con colonne; quattro gradini salgono a una bandiera blu con un cerchio di stelle gialle.",
	},
	"digital-participation": {
		"bg": "От лаптоп и телефон излизат цветни балончета с реплики; в едното има отметка.",
		"en": "Coloured speech bubbles rise from a laptop and a telephone; one of them holds a tick.",
		"es": "De un portátil y un teléfono salen bocadillos de colores; uno de ellos contiene una marca de verificación.",
		"fr": "Des bulles colorées s'élèvent d'un ordinateur portable et d'un téléphone ; l'une contient une coche.",
		"it": "Da un computer portatile e da un telefono salgono fumetti colorati; uno contiene un segno di spunta.",
	},
}

// picture is the image of a course. It has no words in it, so that it serves all languages.
func (m *maker) picture(course *record) made {
	described := newRecord(course.ref("image"), course.Slug+".png", "image/png", source, func(language string) assetText {
		return assetText{Title: fmt.Sprintf(words[language].Picture, course.text(language, "title")), AltText: shows[course.Slug][language]}
	})
	return made{described, func(ctx context.Context) ([]byte, error) {
		drawn, err := pictures.ReadFile("pictures/" + course.Slug + ".svg")
		if err != nil {
			return nil, err
		}
		shown, err := m.screenshot(ctx, `<!doctype html><meta charset="utf-8"><style>body { margin: 0 } svg { display: block }</style>`+string(drawn), pictureWidth, pictureHeight)
		if err != nil {
			return nil, err
		}
		return encode(shown)
	}}
}
