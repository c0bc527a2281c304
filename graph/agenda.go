package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) AgendaItem() generated.AgendaItemResolver { return &agendaItemResolver{r} }

type agendaItemResolver struct{ *Resolver }
