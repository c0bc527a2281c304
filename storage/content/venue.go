package content

// Venue is where something takes place.
type Venue struct {
	// Name, City and Country (ISO 3166-1 alpha-2) are empty where they are not known.
	Name, City, Country string
	// Latitude and Longitude are in degrees (WGS 84); nil where they are not known.
	Latitude, Longitude *float64
	// Online says that one can take part from anywhere, and OnSite that one can be there.
	Online, OnSite bool
}

// Venued is implemented by fields that say where something takes place.
type Venued interface{ Venue() Venue }

// venueOf is the place that a field says; nil where there is none.
func venueOf(s subject, path string) *Venue {
	found := get[Venued](s, path)
	if found == nil {
		return nil
	}
	venue := (*found).Venue()
	return &venue
}
