package kind

import "github.com/cocreated/hub/storage/content"

// Money is an amount in whole units of a currency (ISO 4217).
type Money struct {
	Amount   int64  `json:"amount" validate:"min=0"`
	Currency string `json:"currency" validate:"iso4217"`
}

// Location is a point on the map (WGS 84), in degrees.
type Location struct {
	Latitude  float64           `json:"latitude" validate:"min=-90,max=90"`
	Longitude float64           `json:"longitude" validate:"min=-180,max=180"`
	Precision LocationPrecision `json:"precision" validate:"oneof=CITY STREET"`
}

// LocationPrecision is an enum of the schema.
type LocationPrecision string

// Phone is a telephone number, as the source writes it and in E.164.
type Phone struct {
	AsWritten string `json:"asWritten" validate:"required,max=50"`
	E164      string `json:"e164" validate:"e164"`
}

// MonthRange is a span of months.
type MonthRange struct {
	Min int `json:"min" validate:"min=1"`
	Max int `json:"max" validate:"gtefield=Min"`
}

// Place is where something takes place.
type Place struct {
	Mode             PlaceMode `json:"mode" validate:"oneof=ON_SITE ONLINE HYBRID"`
	Name             *string   `json:"name,omitempty" validate:"omitempty,max=300"`
	City             *string   `json:"city,omitempty" validate:"omitempty,max=200"`
	Country          *string   `json:"country,omitempty" validate:"omitempty,iso3166_1_alpha2"`
	Location         *Location `json:"location,omitempty"`
	WheelchairAccess *bool     `json:"wheelchairAccess,omitempty"`
}

// Venue implements [content.Venued].
func (p Place) Venue() content.Venue {
	venue := content.Venue{
		Name: said(p.Name), City: said(p.City), Country: said(p.Country),
		Online: p.Mode == "ONLINE" || p.Mode == "HYBRID", OnSite: p.Mode == "ON_SITE" || p.Mode == "HYBRID",
	}
	if p.Location != nil {
		venue.Latitude, venue.Longitude = &p.Location.Latitude, &p.Location.Longitude
	}
	return venue
}

// said is a text that may be missing; empty where it is.
func said(text *string) string {
	if text == nil {
		return ""
	}
	return *text
}

// PlaceMode is an enum of the schema.
type PlaceMode string
