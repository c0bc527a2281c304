package account

import "github.com/cocreated/hub/storage/credential"

// Why a credential is refused, besides what is wrong with it itself.
const (
	// AccountDisabled is a credential of an account that was disabled.
	AccountDisabled credential.Reason = "account disabled"
	// NoAccount is somebody whom a provider knows and the hub does not.
	NoAccount credential.Reason = "no account"
)

const (
	badPassword = "the e-mail address or the password is not right"
	badIdentity = "there is no account for you here; ask an administrator of the hub for one"
)
