package segment

// Align cuts a translation as its source is cut, so that each piece has its
// translation and codes have the ids of the source's. It says no where the two are
// built differently: filled in, the result is always the translation, to the byte.
func Align(source []Piece, translation string) (map[string][]Run, bool) {
	cut := Markdown(translation)
	if len(cut) != len(source) {
		return nil, false
	}
	aligned := map[string][]Run{}
	for i := range cut {
		if (cut[i].Runs == nil) != (source[i].Runs == nil) {
			return nil, false
		}
		if cut[i].Runs == nil {
			continue
		}
		ids := map[string][]string{}
		for _, code := range Codes(source[i].Runs) {
			ids[code.key()] = append(ids[code.key()], code.ID)
		}
		for _, code := range Codes(cut[i].Runs) {
			same := ids[code.key()]
			if len(same) == 0 {
				return nil, false
			}
			code.ID, ids[code.key()] = same[0], same[1:]
		}
		aligned[source[i].ID] = cut[i].Runs
	}
	filled, problem := Fill(source, aligned)
	return aligned, problem == nil && filled == translation
}
