package review

import "github.com/cocreated/hub/storage/act"

// What is done with reviews, as policies decide on it and as the audit trail has it.
const (
	VerbSubmit   act.Verb = "REVIEW_SUBMIT"
	VerbAssign   act.Verb = "REVIEW_ASSIGN"
	VerbComment  act.Verb = "REVIEW_COMMENT"
	VerbApprove  act.Verb = "REVIEW_APPROVE"
	VerbSendBack act.Verb = "REVIEW_SEND_BACK"
	VerbWithdraw act.Verb = "REVIEW_WITHDRAW"
	VerbLink     act.Verb = "REVIEW_LINK_CREATE"
)

// verbOf is what brings a review into a state.
var verbOf = map[State]act.Verb{Approved: VerbApprove, SentBack: VerbSendBack, Withdrawn: VerbWithdraw}
