package edit

import (
	"errors"
	"reflect"
	"strings"
	"sync"

	"github.com/go-playground/validator/v10"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/fault"
)

// rules checks structs by their validate tags, naming fields as JSON does.
var rules = sync.OnceValue(func() *validator.Validate {
	rules := validator.New(validator.WithRequiredStructEnabled())
	rules.RegisterTagNameFunc(content.JSONName)
	// Validator's own comparisons of strings are by their length.
	_ = rules.RegisterValidation("after", ordered(func(value, other string) bool { return value > other }))
	_ = rules.RegisterValidation("notbefore", ordered(func(value, other string) bool { return value >= other }))
	return rules
})

// ordered compares two fields that sort as their strings do: days, times of day.
func ordered(holds func(value, other string) bool) validator.Func {
	return func(level validator.FieldLevel) bool {
		other, kind, _, found := level.GetStructFieldOK2()
		return !found || kind != reflect.String || holds(level.Field().String(), other.String())
	}
}

// broken lists the rules that a struct breaks.
func broken(at string, value any) []*fault.Error {
	err := rules().Struct(value)
	var failures validator.ValidationErrors
	if !errors.As(err, &failures) {
		return nil
	}
	var all []*fault.Error
	for _, failure := range failures {
		_, field, _ := strings.Cut(failure.Namespace(), ".")
		all = append(all, fault.Invalid(fault.Path(at, field), failure.Tag(), "%s", sentence(failure)))
	}
	return all
}

// sentence says to a person which rule is broken.
func sentence(failure validator.FieldError) string {
	param := failure.Param()
	unit := ""
	switch failure.Kind() {
	case reflect.String:
		unit = " characters"
	case reflect.Slice, reflect.Map:
		unit = " values"
	default:
	}
	switch failure.Tag() {
	case "required":
		return "it must not be empty"
	case "max", "lte":
		return "at most " + param + unit + " are allowed"
	case "min", "gte":
		return "at least " + param + unit + " are needed"
	case "len":
		return "exactly " + param + unit + " are needed"
	case "oneof":
		return "it must be one of " + strings.ReplaceAll(param, " ", ", ")
	case "gtfield", "after":
		return "it must come after " + lowerFirst(param)
	case "gtefield", "notbefore":
		return "it must not come before " + lowerFirst(param)
	}
	if sentence, ok := formats[failure.Tag()]; ok {
		return sentence
	}
	return "it breaks the rule " + failure.Tag()
}

var formats = map[string]string{
	"url":              "it must be a web address",
	"e164":             "it must be a telephone number in international form, such as +33390214593 (E.164)",
	"iso3166_1_alpha2": "it must be the code of a country in two letters (ISO 3166-1)",
	"iso4217":          "it must be the code of a currency in three letters (ISO 4217)",
	"timezone":         "it must be a time zone of the IANA list, such as Europe/Rome",
	"datetime":         "it must be a time of day of the form HH:MM",
	"isbn":             "it must be an ISBN",
}

func lowerFirst(s string) string { return strings.ToLower(s[:1]) + s[1:] }
