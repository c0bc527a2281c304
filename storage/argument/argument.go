// Package argument reads what GraphQL hands over in inputs: what is optional comes as a
// pointer, and enums as types of their own.
package argument

import (
	"fmt"
	"reflect"
)

// Plain takes the pointer off a value that GraphQL hands over as optional.
func Plain(value any) any {
	if v := reflect.ValueOf(value); v.Kind() == reflect.Pointer && !v.IsNil() {
		return Plain(v.Elem().Interface())
	}
	if v := reflect.ValueOf(value); v.Kind() == reflect.String {
		return v.String()
	}
	return value
}

// IsNil tells whether a value is null, or nothing.
func IsNil(value any) bool {
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}

// Words writes each value of a list as Postgres reads it.
func Words(values any) []string {
	v := reflect.ValueOf(values)
	result := make([]string, v.Len())
	for i := range result {
		result[i] = fmt.Sprint(Plain(v.Index(i).Interface()))
	}
	return result
}
