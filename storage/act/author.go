package act

import (
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/content"
)

// Author is who made a change. Names are looked up when they are read: they are
// never part of history.
type Author struct {
	// AccountID is zero where no account acted.
	AccountID uuid.UUID
	// Name is that of the person now, or of what acted without an account, such as
	// an import.
	Name string
}

// AccountKind is the kind in the ids of accounts.
const AccountKind = "account"

// Account is the id of the account, as clients know it.
func (a Author) Account() *string {
	if a.AccountID == uuid.Nil {
		return nil
	}
	id := content.EncodeID(AccountKind, a.AccountID)
	return &id
}

// AuthorName is the name of who wrote a row r, as it is now.
const AuthorName = `coalesce((SELECT a.name FROM hub.accounts AS a WHERE a.id = r.account_id), r.author, '')`
