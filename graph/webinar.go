package graph

import (
	"github.com/cocreated/hub/graph/generated"
)

func (r *Resolver) Speaker() generated.SpeakerResolver { return &speakerResolver{r} }

func (r *Resolver) Webinar() generated.WebinarResolver { return &webinarResolver{r} }

type (
	speakerResolver struct{ *Resolver }
	webinarResolver struct{ *Resolver }
)
