package main

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// source is the language in which everything is written first.
const source = "en"

var languages = []string{"bg", "en", "es", "fr", "it"}

// phrases are what is said around the texts of the demo content.
type phrases struct {
	// Recording, Slides and Placing take the number of a webinar, the first two its
	// title too. Picture takes the title of a course.
	Recording, Slides, Placing, Picture string
	Organiser, Publishers, Licence      string
	Contents, Synonyms                  string
	// Sample and Excerpt say what the files are: made for demonstration.
	Sample, Excerpt string
}

var words = map[string]phrases{
	"bg": {
		Recording: "Запис на уебинар %s: %s", Slides: "Слайдове към уебинар %s: %s",
		Placing: "Уебинар %s от 20", Picture: "Изображение към курса „%s“",
		Organiser: "Организатор", Publishers: "Издатели", Licence: "Лиценз",
		Contents: "Съдържание", Synonyms: "Също",
		Sample:  "Това е кратка мостра, изготвена само за демонстрация.",
		Excerpt: "Това издание е извадка, изготвена само за демонстрация.",
	},
	"en": {
		Recording: "Recording of webinar %s: %s", Slides: "Slides of webinar %s: %s",
		Placing: "Webinar %s of 20", Picture: "Image of the course “%s”",
		Organiser: "Organiser", Publishers: "Published by", Licence: "Licence",
		Contents: "Contents", Synonyms: "Also",
		Sample:  "This is a short sample, made for demonstration only.",
		Excerpt: "This edition is an excerpt, made for demonstration only.",
	},
	"es": {
		Recording: "Grabación del seminario web %s: %s", Slides: "Diapositivas del seminario web %s: %s",
		Placing: "Seminario web %s de 20", Picture: "Imagen del curso «%s»",
		Organiser: "Organiza", Publishers: "Publicado por", Licence: "Licencia",
		Contents: "Índice", Synonyms: "También",
		Sample:  "Esta es una breve muestra, hecha solo con fines de demostración.",
		Excerpt: "Esta edición es un extracto, hecho solo con fines de demostración.",
	},
	"fr": {
		Recording: "Enregistrement du webinaire %s : %s", Slides: "Diapositives du webinaire %s : %s",
		Placing: "Webinaire %s sur 20", Picture: "Image du cours « %s »",
		Organiser: "Organisation", Publishers: "Publié par", Licence: "Licence",
		Contents: "Sommaire", Synonyms: "Aussi",
		Sample:  "Ceci est un court exemple, réalisé uniquement pour la démonstration.",
		Excerpt: "Cette édition est un extrait, réalisé uniquement pour la démonstration.",
	},
	"it": {
		Recording: "Registrazione del webinar %s: %s", Slides: "Diapositive del webinar %s: %s",
		Placing: "Webinar %s di 20", Picture: "Immagine del corso “%s”",
		Organiser: "Organizza", Publishers: "Pubblicato da", Licence: "Licenza",
		Contents: "Indice", Synonyms: "Anche",
		Sample:  "Questo è un breve esempio, realizzato solo a scopo dimostrativo.",
		Excerpt: "Questa edizione è un estratto, realizzato solo a scopo dimostrativo.",
	},
}

// nameOf is what one language calls another.
func nameOf(called, in string) string {
	return display.Languages(language.MustParse(in)).Name(language.MustParse(called))
}

// sentence begins with a capital.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}

// firstSentence is what stands before the second one begins.
func firstSentence(text string) string {
	if first, _, more := strings.Cut(text, ". "); more {
		return first + "."
	}
	return text
}
