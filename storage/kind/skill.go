package kind

import (
	"github.com/uptrace/bun"

	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/edit"
)

// Skill is a skill.
type Skill struct {
	bun.BaseModel `bun:"table:skills,alias:k" json:"-"`
	content.Entry
	SkillFields
	SkillText `bun:"-"`
}

// SkillFields are the columns of the table skills.
type SkillFields struct {
	EscoURI   *string `json:"escoUri,omitempty" validate:"omitempty,url,max=2000"`
	EscoLabel *string `json:"escoLabel,omitempty" validate:"omitempty,max=300"`
}

// SkillText is what one language says of a skill.
type SkillText struct {
	Title string `json:"title" validate:"required,max=500"`
}

func skillKind() *content.Kind {
	return content.KindOf[Skill, SkillFields, SkillText](content.Kind{
		Name:     "skill",
		Table:    "skills",
		Keywords: []string{"escoLabel"},
		Filters: content.Filters{
			"title":   content.Title(),
			"escoUri": content.TextColumn("k.esco_uri"),
		},
		Orders: content.Orders{
			"TITLE": content.ByTitle(),
		},
	})
}

// SkillConnection is a page of skills.
type SkillConnection = content.Connection[Skill]

// SkillEdge is a skill in its place in a list.
type SkillEdge = content.Edge[Skill]

// SkillPayload is what became of a write of a skill.
type SkillPayload = edit.Payload[Skill]
