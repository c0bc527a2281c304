package graph

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/cocreated/hub/storage/account"
	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/policy"
	"github.com/cocreated/hub/storage/review"
)

const (
	queryType        = "Query"
	mutationType     = "Mutation"
	subscriptionType = "Subscription"
)

// asked is what the fields of the roots ask for, as policies decide on it. Where it depends on what comes along, it is the
// least: whoever does it asks again, when it is known. What each kind of content has is not among them; see [verbOf].
var asked = map[string]map[string]act.Verb{
	queryType: {
		"account":           policy.ReadAccount,
		"accounts":          policy.ReadAccounts,
		"assetUpload":       policy.ReadUpload,
		"auditTrail":        policy.ReadAudit,
		"bin":               policy.ReadBin,
		"publishCheck":      policy.ReadDrafts,
		"release":           policy.ReadDrafts,
		"releaseCheck":      policy.ReadDrafts,
		"releases":          policy.ReadDrafts,
		"review":            policy.ReadDrafts,
		"reviews":           policy.ReadDrafts,
		"revisionDiff":      policy.ReadDrafts,
		"revisions":         policy.ReadDrafts,
		"schedules":         policy.ReadDrafts,
		"tokens":            policy.ReadAccount,
		"translationBoard":  policy.ReadDrafts,
		"translationReport": policy.ReadDrafts,
	},
	mutationType: {
		"accountCreate":            account.VerbCreate,
		"accountUpdate":            account.VerbUpdate,
		"accountPasswordChange":    account.VerbPasswordChange,
		"accountSignOutEverywhere": account.VerbSignOut,
		"tokenCreate":              account.VerbTokenCreate,
		"tokenRevoke":              account.VerbTokenRevoke,
		"assetProcess":             file.VerbProcess,
		"assetTextTrackPut":        act.VerbTranslate,
		"assetUploadCancel":        file.VerbUpload,
		"assetUploadComplete":      file.VerbUpload,
		"assetUploadFile":          file.VerbUpload,
		"assetUploadStart":         file.VerbUpload,
		"bulkWrite":                act.VerbTranslate,
		"entryDelete":              act.VerbDelete,
		"entryPublish":             act.VerbPublish,
		"entryRecover":             act.VerbRecover,
		"entryRestore":             act.VerbRestore,
		"entryUndo":                act.VerbUndo,
		"entryUnpublish":           act.VerbUnpublish,
		"releaseCancel":            act.VerbRelease,
		"releaseCreate":            act.VerbRelease,
		"releaseItemsAdd":          act.VerbRelease,
		"releaseItemsRemove":       act.VerbRelease,
		"releasePublish":           act.VerbRelease,
		"releaseUpdate":            act.VerbRelease,
		"reviewApprove":            review.VerbApprove,
		"reviewAssign":             review.VerbAssign,
		"reviewComment":            review.VerbComment,
		"reviewLinkCreate":         review.VerbLink,
		"reviewSendBack":           review.VerbSendBack,
		"reviewSubmit":             review.VerbSubmit,
		"reviewWithdraw":           review.VerbWithdraw,
		"scheduleCancel":           act.VerbSchedule,
		"textConfirm":              act.VerbConfirm,
		"textUpdate":               act.VerbTranslate,
		"xliffExport":              act.VerbExport,
		"xliffImport":              act.VerbTranslate,
	},
	subscriptionType: {
		"entryChanged": policy.ReadLive,
	},
}

// verbOf is what a field of a root asks for. It is false for what nobody has decided on. What is read without a word here
// is read by everybody.
func verbOf(kinds *content.Kinds, root, field string) (act.Verb, bool) {
	if verb, decided := asked[root][field]; decided {
		return verb, true
	}
	switch root {
	case queryType:
		return policy.ReadLive, true
	case mutationType:
		if kind, found := strings.CutSuffix(field, "Create"); found {
			_, known := kinds.Named(kind)
			return act.VerbCreate, known
		}
		// It may turn out to be a translation.
		kind, found := strings.CutSuffix(field, "Update")
		_, known := kinds.Named(kind)
		return act.VerbTranslate, found && known
	}
	return "", false
}

// door decides who may ask for which field.
type door map[string]map[string]act.Verb

// newDoor looks at every field once. It panics where a field has effects, or goes on for long, and nobody has decided who
// may ask for it: what was forgotten must not be open. And it panics where the schema tells clients something else than
// what is decided.
func newDoor(schema *ast.Schema, kinds *content.Kinds) door {
	d := door{}
	for _, of := range schema.Types {
		for _, field := range of.Fields {
			said, says := ruleSaid(field)
			if of != schema.Query && of != schema.Mutation && of != schema.Subscription {
				if says {
					panic(fmt.Sprintf("graph: %s.%s says who may ask for it, and only fields of the roots are asked about", of.Name, field.Name))
				}
				continue
			}
			verb, decided := verbOf(kinds, of.Name, field.Name)
			rule, ruled := policy.RuleOf(verb)
			switch {
			case !decided || !ruled:
				panic(fmt.Sprintf("graph: nobody has decided who may ask for %s.%s; graph/verb.go says what it asks for, storage/policy/rule.go who may", of.Name, field.Name))
			case said != (policy.Rule{Role: rule.Role, InPerson: rule.InPerson}) || !says && of != schema.Query:
				panic(fmt.Sprintf("graph: the schema says %+v of %s.%s, and the policies %+v", said, of.Name, field.Name, rule))
			}
			if d[of.Name] == nil {
				d[of.Name] = map[string]act.Verb{}
			}
			d[of.Name][field.Name] = verb
		}
	}
	return d
}

// ruleSaid is what the schema tells clients of who may ask for a field, if it does.
func ruleSaid(field *ast.FieldDefinition) (policy.Rule, bool) {
	requires := field.Directives.ForName("requires")
	if requires == nil {
		return policy.Rule{}, field.Directives.ForName("public") != nil
	}
	arguments := requires.ArgumentMap(nil)
	role, _ := arguments["role"].(string)
	inPerson, _ := arguments["inPerson"].(bool)
	return policy.Rule{Role: account.Role(role), InPerson: inPerson}, true
}
