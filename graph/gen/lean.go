package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"golang.org/x/tools/imports"
)

// What gqlgen writes calls gqlgen; see package execute for what is called in its place, and why.

// executePackage is that package, and runtimePackage gqlgen's.
const (
	executePackage = `"github.com/cocreated/hub/graph/execute"`
	runtimePackage = `"github.com/99designs/gqlgen/graphql"`
)

var (
	deferredGroup = regexp.MustCompile(`(?m)^\tdeferred := graphql\.NewDeferredGroup\(ctx\)\n`)
	deferredEnd   = regexp.MustCompile(`(?m)^\tif n := len\(deferred\.Defers\); n > 0 \{\n(?:\t\t.*\n)+\t\}\n\n`)

	// leafContext is a field with no fields of its own.
	leafContext = regexp.MustCompile(`func \(ec \*executionContext\) (fieldContext_\w+)\([^\n]*\n\treturn graphql\.NewScalarFieldContext\(`)
	// withContext writes a value in a way that may fail.
	withContext = regexp.MustCompile(`func \(ec \*executionContext\) (marshal[^(\n]+)\((?:[^\n]*\n)(?:\t[^\n]*\n)*?\treturn graphql\.WrapContextMarshaler\(`)
	// plainField is a field whose value is read, and not worked out: it needs no place to say where it failed.
	plainField = regexp.MustCompile(`(?m)^func \(ec \*executionContext\) (_\w+)\(ctx context\.Context, field graphql\.CollectedField, obj ([^\n]+)\) \(ret graphql\.Marshaler\) \{
	return graphql\.ResolveField\(
		ctx,
		ec\.OperationContext,
		field,
		func\(ctx context\.Context, field graphql\.CollectedField\) \(\*graphql\.FieldContext, error\) \{
			return ec\.(fieldContext_\w+)\(ctx, field\)
		\},
		func\(ctx context\.Context\) \(any, error\) \{
			return (obj\.[^\n]+), nil
		\},
		nil,
		func\(ctx context\.Context, selections ast\.SelectionSet, v ([^\n]+)\) graphql\.Marshaler \{
			return ec\.(marshal[^(\n]+)\(ctx, selections, v\)
		\},
		true,
		(true|false),
	\)
\}`)
)

// lean makes what gqlgen has written into a folder do without what the hub has no use for.
func lean(dir string) error {
	files, err := filepath.Glob(filepath.Join(dir, "*.generated.go"))
	if err != nil {
		return err
	}
	sources := map[string][]byte{}
	leaves, failing := map[string]bool{}, map[string]bool{}
	for _, file := range files {
		if sources[file], err = os.ReadFile(file); err != nil {
			return err
		}
		for _, match := range leafContext.FindAllSubmatch(sources[file], -1) {
			leaves[string(match[1])] = true
		}
		for _, match := range withContext.FindAllSubmatch(sources[file], -1) {
			failing[string(match[1])] = true
		}
	}
	for file, source := range sources {
		source, err = imports.Process(file, leaner(source, leaves, failing), nil)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		for _, left := range []string{"graphql.NewFieldSet(", "graphql.NewDeferredGroup(", "graphql.MarshalSliceConcurrently(", "&deferred", "deferred.Defers"} {
			if bytes.Contains(source, []byte(left)) {
				return fmt.Errorf("%s: gqlgen writes %q in another way than before", file, left)
			}
		}
		if err := os.WriteFile(file, source, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func leaner(source []byte, leaves, failing map[string]bool) []byte {
	source = plainField.ReplaceAllFunc(source, func(field []byte) []byte {
		m := plainField.FindSubmatch(field)
		name, object, value, marshal := m[1], m[2], m[4], m[6]
		// What may be nil and must not be needs a place to say where it is.
		mayFail := string(m[7]) == "true" && bytes.ContainsAny(m[5][:1], "*[m")
		if !leaves[string(m[3])] || failing[string(marshal)] || mayFail {
			return field
		}
		return fmt.Appendf(nil, "func (ec *executionContext) %s(ctx context.Context, field graphql.CollectedField, obj %s) (ret graphql.Marshaler) {\n\treturn ec.%s(ctx, field.Selections, %s)\n}", name, object, marshal, value)
	})
	source = deferredGroup.ReplaceAll(source, nil)
	source = deferredEnd.ReplaceAll(source, nil)
	for _, change := range [][2]string{
		{"out.ResolveConcurrently(ec.OperationContext, &deferred, i,", "out.Resolve(ctx, ec.OperationContext, i,"},
		{"graphql.NewFieldSet(", "execute.NewFieldSet("},
		{"graphql.MarshalSliceConcurrently(ctx, len(v), 0, false,", "execute.List(ctx, len(v),"},
	} {
		source = bytes.ReplaceAll(source, []byte(change[0]), []byte(change[1]))
	}
	if bytes.Contains(source, []byte("execute.")) {
		source = bytes.Replace(source, []byte(runtimePackage), []byte(runtimePackage+"\n\t"+executePackage), 1)
	}
	return source
}
