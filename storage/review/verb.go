package review

import "github.com/cocreated/hub/storage/content"

// What is done with reviews, as policies decide on it and as the audit trail has it.
const (
	VerbSubmit   content.Verb = "REVIEW_SUBMIT"
	VerbAssign   content.Verb = "REVIEW_ASSIGN"
	VerbComment  content.Verb = "REVIEW_COMMENT"
	VerbApprove  content.Verb = "REVIEW_APPROVE"
	VerbSendBack content.Verb = "REVIEW_SEND_BACK"
	VerbWithdraw content.Verb = "REVIEW_WITHDRAW"
	VerbLink     content.Verb = "REVIEW_LINK_CREATE"
)

// verbOf is what brings a review into a state.
var verbOf = map[State]content.Verb{Approved: VerbApprove, SentBack: VerbSendBack, Withdrawn: VerbWithdraw}
