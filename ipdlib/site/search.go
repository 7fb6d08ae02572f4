package site

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// MiniSearch makes the index in the reader's browser. Its licence goes with it.
var (
	//go:embed assets/third_party/minisearch.js
	minisearch string
	//go:embed assets/third_party/minisearch.LICENSE
	minisearchLicence string
)

// A passage is what search finds: a section of a page.
type passage struct {
	ID      int    `json:"id"`
	Address string `json:"address"` // from the site's folder
	Page    string `json:"page"`
	Title   string `json:"title"`
	Text    string `json:"text"`
}

// search writes the passages of all pages and the library as one script, which a page loads when the reader begins to search. A
// script, since pages of a file system can't fetch anything else.
func (m *maker) search() error {
	var all []passage
	for _, p := range m.pages {
		for _, s := range p.sections() {
			s.ID = len(all)
			all = append(all, s)
		}
	}
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	library, _, _ := strings.Cut(minisearch, "//# sourceMappingURL")
	m.files["search.js"] = fmt.Appendf(nil, "/*! MiniSearch\n%s*/\n%s\nwindow.passages = %s;\n", minisearchLicence, library, text)
	return nil
}
