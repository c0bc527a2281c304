package account

import (
	"github.com/google/uuid"

	"github.com/cocreated/hub/storage/act"
	"github.com/cocreated/hub/storage/content"
)

// TokenIDKind is the kind in the ids of tokens.
const TokenIDKind = "token"

// ClientID is the id of the account, as clients know it.
func (a *Account) ClientID() string { return content.EncodeID(act.AccountKind, a.ID) }

// ClientID is the id of the token, as clients know it.
func (t *Token) ClientID() string { return content.EncodeID(TokenIDKind, t.ID) }

// Account is the id of the account whose it is, as clients know it; nil for a partner's.
func (t *Token) Account() *string {
	if t.AccountID == uuid.Nil {
		return nil
	}
	id := content.EncodeID(act.AccountKind, t.AccountID)
	return &id
}

// PartnerName is the name of the partner whose it is; nil for a person's.
func (t *Token) PartnerName() *string { return optionalOf(t.Partner) }

// GrantedRole is that of a person's token; nil for a partner's.
func (t *Token) GrantedRole() *Role { return optionalOf(t.Role) }

func optionalOf[T comparable](value T) *T {
	if value == *new(T) {
		return nil
	}
	return &value
}
