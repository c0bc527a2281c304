package xliff_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/format/xliff"
)

// file is a file with one unit, whose source is "**a** b".
func file(segments string) string {
	return `<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="en" trgLang="it"><file id="f"><unit id="e:body:1">` +
		segments + `</unit></file></xliff>`
}

const source = "**a** b"

func target(content string) string {
	return file(`<segment id="s1"><source/><target>` + content + `</target></segment>`)
}

func TestTranslation(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"OneElement":    {target(`<pc id="c1">x</pc> y`), "**x** y"},
		"TwoElements":   {target(`z <sc id="c1"/>x<ec startRef="c1"/> y`), "z **x** y"},
		"Remarks":       {target(`<mrk id="m" type="comment"><pc id="c1">x</pc></mrk> <sm id="n"/>y<em startRef="n"/>`), "**x** y"},
		"CodePoints":    {target(`<pc id="c1">x</pc><cp hex="0009"/>y`), "**x**\ty"},
		"CDATA":         {target(`<pc id="c1"><![CDATA[x]]></pc> <!-- no --><![CDATA[y & z]]>`), "**x** y & z"},
		"OtherModules":  {target(`<pc id="c1">x<m:m xmlns:m="urn:m">no</m:m></pc> y`), "**x** y"},
		"Untouched":     {file(`<segment id="s1"><source/></segment>`), ""},
		"Emptied":       {target(``), ""},
		"ByteOrderMark": {"\uFEFF" + target(`<pc id="c1">x</pc>`), "**x**"},
		"WasUTF16":      {`<?xml version="1.0" encoding="UTF-16"?>` + target(`<pc id="c1">x</pc>`), "**x**"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			translation, problem := read(t, test.file).Units[0].Translation([]string{source}, true)
			if problem != nil {
				t.Fatal(problem)
			}
			if got := strings.Join(translation.Texts, "|"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestUnitRefused refuses a unit by itself, and names it.
func TestUnitRefused(t *testing.T) {
	t.Parallel()
	good := `<pc id="c1">x</pc> y`
	for name, test := range map[string]struct {
		file    string
		rule    xliff.Rule
		message string
	}{
		"ForeignID":        {strings.Replace(target(good), "e:body:1", "e/body", 1), xliff.KnownID, "given out"},
		"NoID":             {strings.Replace(target(good), "e:body:1", "", 1), xliff.KnownID, "given out"},
		"UnitTwice":        {strings.Replace(target(good), "</file>", `<unit id="e:body:1"/></file>`, 1), xliff.Unique, "two units"},
		"SegmentTwice":     {file(strings.Repeat(`<segment id="s1"><source/><target>x</target></segment>`, 2)), xliff.Unique, "two segments"},
		"State":            {file(`<segment id="s1" state="done"><source/></segment>`), xliff.Built, "unknown state"},
		"SegmentMissing":   {file(``), xliff.Segmented, "s1 is missing"},
		"SegmentAdded":     {file(`<segment id="s1"><source/><target>x</target></segment><segment id="s2"><source/></segment>`), xliff.Segmented, "2 segments"},
		"CodeMissing":      {target(`x y`), xliff.Coded, "the bold c1 (****) is missing"},
		"CodeUnknown":      {target(good + `<ph id="c7"/>`), xliff.Coded, "the code c7 is not one of its source's"},
		"CodeTwice":        {target(good + good), xliff.Coded, "twice"},
		"CodeStandsAlone":  {target(`<ph id="c1"/>x`), xliff.Coded, "c1"},
		"CodeLeftOpen":     {target(`<sc id="c1"/>x`), xliff.Built, "not closed"},
		"CodeClosedTwice":  {target(good + `<ec startRef="c1"/>`), xliff.Built, "not the last"},
		"CodesCross":       {target(`<sc id="c1"/><sc id="c2"/>x<ec startRef="c1"/><ec startRef="c2"/>`), xliff.Built, "not the last"},
		"ForeignElement":   {target(good + `<b>x</b>`), xliff.Built, `"b"`},
		"Surrogate":        {target(good + `<cp hex="D800"/>`), xliff.Built, "D800"},
		"NoCharacter":      {target(good + `<cp hex="0000"/>`), xliff.Built, "0000"},
		"WhereItCannot":    {target(`x<pc id="c1">(y)</pc>z`), xliff.Coded, "cannot"},
		"PartlyTranslated": {strings.Replace(file(`<segment id="s1"><source/><target>x</target></segment><segment id="s3"><source/></segment>`), "e:body", "e:list", 1), xliff.Complete, "s3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			unit := read(t, test.file).Units[0]
			text := source
			if unit.ID.Field == "list" {
				text = "a\n\nb"
			}
			_, problem := unit.Translation([]string{text}, true)
			if problem == nil || problem.Rule != test.rule || !strings.Contains(problem.Message, test.message) || problem.Unit != unit.Written {
				t.Errorf("got %#v, want %s: %s", problem, test.rule, test.message)
			}
		})
	}
}

// TestFileRefused refuses a file as a whole, and names the unit where there is one.
func TestFileRefused(t *testing.T) {
	t.Parallel()
	good := target("x")
	for name, test := range map[string]struct {
		file, unit string
		rule       xliff.Rule
	}{
		"Empty":           {"", "", xliff.WellFormed},
		"NoXML":           {"hello", "", xliff.WellFormed},
		"CutOff":          {good[:len(good)-40], "e:body:1", xliff.WellFormed},
		"BadUTF8":         {strings.Replace(good, ">x<", ">\xff<", 1), "e:body:1", xliff.WellFormed},
		"ControlSign":     {strings.Replace(good, ">x<", ">\x01<", 1), "e:body:1", xliff.WellFormed},
		"Followed":        {good + "<more/>", "", xliff.WellFormed},
		"DocumentType":    {`<!DOCTYPE xliff [<!ENTITY e SYSTEM "file:///etc/passwd">]>` + good, "", xliff.WellFormed},
		"Entity":          {strings.Replace(good, ">x<", ">&e;<", 1), "e:body:1", xliff.WellFormed},
		"BillionLaughs":   {`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + good, "", xliff.WellFormed},
		"OtherRoot":       {`<tmx version="1.4"/>`, "", xliff.IsXLIFF},
		"Older":           {`<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>`, "", xliff.OfVersion},
		"Newer":           {strings.Replace(good, `"2.1"`, `"2.2"`, 1), "", xliff.OfVersion},
		"NoVersion":       {strings.Replace(good, ` version="2.1"`, "", 1), "", xliff.OfVersion},
		"NoSpace":         {strings.Replace(good, ` xmlns="urn:oasis:names:tc:xliff:document:2.0"`, "", 1), "", xliff.OfVersion},
		"NoTarget":        {strings.Replace(good, ` trgLang="it"`, "", 1), "", xliff.OfLanguages},
		"NoLanguage":      {strings.Replace(good, `"en"`, `"e n"`, 1), "", xliff.OfLanguages},
		"TooLarge":        {strings.Replace(good, ">x<", ">"+strings.Repeat("x", xliff.MaxSize)+"<", 1), "", xliff.Small},
		"TooManyUnits":    {strings.Replace(good, "<unit", strings.Repeat("<unit/>", 20_000)+"<unit", 1), "", xliff.Small},
		"TooManyCodes":    {strings.Replace(good, ">x<", ">"+strings.Repeat("<ph/>", 200_001)+"<", 1), "e:body:1", xliff.Small},
		"TooManyComments": {strings.Replace(good, ">x<", ">"+strings.Repeat("x<!---->", 200_001)+"<", 1), "e:body:1", xliff.Small},
		"TooDeep":         {strings.Replace(good, ">x<", ">"+strings.Repeat("<pc>", 200)+"<", 1), "e:body:1", xliff.Shallow},
		"TooDeepElsewhere": {
			strings.Replace(good, "<unit", strings.Repeat("<group>", 200)+"<unit", 1), "", xliff.Shallow,
		},
		"TooDeepInModules": {strings.Replace(good, "<unit", strings.Repeat(`<m xmlns="m">`, 200)+"<unit", 1), "", xliff.Shallow},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := xliff.Read(test.file)
			var problem *xliff.Error
			if !errors.As(err, &problem) || problem.Rule != test.rule || problem.Unit != test.unit {
				t.Errorf("got %#v, want %s of %q", err, test.rule, test.unit)
			}
		})
	}
}

// FuzzRead looks for a file that is neither read nor refused in order.
func FuzzRead(f *testing.F) {
	f.Add(written(f, example()))
	f.Add(target(`<sc id="c1"/>x<ec startRef="c1"/> <cp hex="0009"/><mrk id="m">y</mrk>`))
	f.Add(`<!DOCTYPE a><a>&b;</a>`)
	f.Fuzz(func(t *testing.T, file string) {
		back, err := xliff.Read(file)
		var problem *xliff.Error
		if err != nil && !errors.As(err, &problem) {
			t.Fatalf("an error of no rule: %v", err)
		}
		if err != nil {
			return
		}
		for _, unit := range back.Units {
			translation, problem := unit.Translation([]string{source}, true)
			if problem != nil && problem.Unit != unit.Written {
				t.Fatalf("the problem %v names another unit than %q", problem, unit.Written)
			}
			if problem == nil && len(translation.Texts) > 1 {
				t.Fatalf("one text became %q", translation.Texts)
			}
		}
	})
}
