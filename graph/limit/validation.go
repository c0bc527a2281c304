package limit

import (
	"github.com/99designs/gqlgen/graphql/handler"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/core"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Validation replaces the validation rules of srv:
//
//   - no rule suggests names ("Did you mean …"), so that an error reveals nothing of the parts of the schema that introspection hides;
//   - validation stops collecting after maxErrors errors and one more, which tells that there are more;
//   - @defer is refused: gqlparser declares it in every schema, but none of the hub's transports delivers an answer in pieces;
//   - a number literal outside of 64 bits is refused for custom scalars too, where gqlgen would panic;
//   - a subscription with more than one response name, or with none for being skipped, is refused: gqlparser looks at the names of fields
//     alone, and gqlgen would panic.
//
// The rules belong to srv alone; gqlparser's global list stays as it is.
func Validation(srv *handler.Server, maxErrors int) {
	// gqlgen adds its own FieldsOnCorrectType and ScalarLeafs to whatever it is given. With suggestions disabled it looks for the
	// names of the quiet ones, finds those below, and adds none.
	srv.SetDisableSuggestion(true)
	srv.SetValidationRulesFn(func() *rules.Rules { return validationRules(maxErrors) })
}

// Check tells what is wrong with a document, as a server with the recommended limits would.
func Check(schema *ast.Schema, text string) error {
	limits := Limits{}.withDefaults()
	source := &ast.Source{Input: text}
	if err := limits.checkText(source); err != nil {
		return err
	}
	document, err := parser.ParseQueryWithTokenLimit(source, limits.Tokens)
	if err != nil {
		return err
	}
	if err := limits.checkDocument(document); err != nil {
		return err
	}
	if errs := validator.ValidateWithRules(schema, document, validationRules(limits.Errors)); len(errs) > 0 {
		return errs
	}
	return nil
}

// validationRules are made anew for each document, because the count of errors is the document's.
func validationRules(maxErrors int) *rules.Rules {
	quiet := map[string]core.Rule{
		rules.FieldsOnCorrectTypeRule.Name: rules.FieldsOnCorrectTypeRuleWithoutSuggestions,
		rules.KnownArgumentNamesRule.Name:  rules.KnownArgumentNamesRuleWithoutSuggestions,
		rules.KnownTypeNamesRule.Name:      rules.KnownTypeNamesRuleWithoutSuggestions,
		rules.ScalarLeafsRule.Name:         rules.ScalarLeafsRuleWithoutSuggestions,
		rules.ValuesOfCorrectTypeRule.Name: rules.ValuesOfCorrectTypeRuleWithoutSuggestions,
	}

	left := maxErrors + 1
	set := rules.NewRules(
		core.Rule{Name: "DeferNotSupported", RuleFunc: capped(deferNotSupported, &left)},
		core.Rule{Name: "NumbersInRange", RuleFunc: capped(numbersInRange, &left)},
		core.Rule{Name: "OneStream", RuleFunc: capped(oneStream, &left)},
	)
	for name, check := range rules.NewDefaultRules().GetInner() {
		if replacement, ok := quiet[name]; ok {
			name, check = replacement.Name, replacement.RuleFunc
		}
		set.AddRule(name, capped(check, &left))
	}
	return set
}

// capped is a rule that reports only while there are errors left to report.
func capped(check core.RuleFunc, left *int) core.RuleFunc {
	return func(observers *core.Events, addError core.AddErrFunc) {
		check(observers, func(options ...core.ErrorOption) {
			if *left > 0 {
				*left--
				addError(options...)
			}
		})
	}
}

func deferNotSupported(observers *core.Events, addError core.AddErrFunc) {
	observers.OnDirective(func(_ *core.Walker, directive *ast.Directive) {
		if directive.Name == "defer" {
			addError(core.Message(`Directive "@defer" is not supported.`), core.At(directive.Position))
		}
	})
}

func numbersInRange(observers *core.Events, addError core.AddErrFunc) {
	observers.OnValue(func(_ *core.Walker, value *ast.Value) {
		if value.Kind != ast.IntValue && value.Kind != ast.FloatValue {
			return
		}
		if _, err := value.Value(nil); err != nil {
			addError(core.Message("The number %s is out of range.", value.Raw), core.At(value.Position))
		}
	})
}

// oneStream is the rule "Single root field" of the specification, in full.
func oneStream(observers *core.Events, addError core.AddErrFunc) {
	observers.OnOperation(func(_ *core.Walker, operation *ast.OperationDefinition) {
		if operation.Operation != ast.Subscription {
			return
		}
		var first *ast.Field
		walkRoot(operation.SelectionSet, map[string]bool{}, func(selection ast.Selection, directives ast.DirectiveList) {
			if directives.ForName("skip") != nil || directives.ForName("include") != nil {
				addError(core.Message("The field of a subscription must not depend on @skip or @include."), core.At(selection.GetPosition()))
			}
			field, ok := selection.(*ast.Field)
			switch {
			case !ok:
			case first == nil:
				first = field
			case first.Alias != field.Alias:
				addError(core.Message("A subscription must select one field only."), core.At(field.Position))
			}
		})
	})
}

// walkRoot visits the fields of an operation at its root, and the fragments that hold them, each once.
func walkRoot(set ast.SelectionSet, seen map[string]bool, visit func(ast.Selection, ast.DirectiveList)) {
	for _, selection := range set {
		switch selection := selection.(type) {
		case *ast.Field:
			visit(selection, selection.Directives)
		case *ast.InlineFragment:
			visit(selection, selection.Directives)
			walkRoot(selection.SelectionSet, seen, visit)
		case *ast.FragmentSpread:
			visit(selection, selection.Directives)
			if selection.Definition != nil && !seen[selection.Name] {
				seen[selection.Name] = true
				walkRoot(selection.Definition.SelectionSet, seen, visit)
			}
		}
	}
}
