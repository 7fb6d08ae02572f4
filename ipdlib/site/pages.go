package site

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"

	"ipd/ipdlib/teaching/lesson"
)

const (
	document = "notebooks/robustness_to_noise_and_dropout.ipynb" // the study
	analyses = "Analyses"                                        // a part of the site
)

// groups are the parts of the site in the order of reading; each entry is a file of the repository, or a pattern for several.
var groups = []struct {
	title string
	files []string
}{
	{"The study", []string{document}},
	{"Lessons", []string{"notebooks/teaching/README.md", "notebooks/teaching/*.ipynb"}},
	{"Capstone", []string{"notebooks/teaching/capstone/README.md", "notebooks/teaching/capstone/example_*.md", "notebooks/teaching/capstone/rubric.md"}},
	{analyses, []string{"notebooks/analysis/README.md", "notebooks/analysis/*.ipynb"}},
	{"The program", []string{"README.md", "docs/*.md", "docker/README.md", "kernels/README.md"}},
	{"More", []string{"ipdlib/original/README.md", "notebooks/README.md", "ipdlib/teaching/source/README.md"}},
}

// A page is a file of the repository that the site shows.
type page struct {
	Source   string // its path in the repository, with slashes
	Path     string // the page's in the site
	Group    string
	Title    string
	Headings []heading
	cells    []cell
	bare     []byte // the notebook without outputs, for readers who want to run it; nil if there is none
}

// A cell is a piece of a page: prose, or code with its outputs. A file of Markdown is one piece.
type cell struct {
	prose *prose
	code  *lesson.Cell
}

// readPages reads all pages from a repository, in the order of the site.
func readPages(repository fs.FS) ([]*page, error) {
	var pages []*page
	for _, g := range groups {
		for _, pattern := range g.files {
			files, err := fs.Glob(repository, pattern)
			if err != nil {
				return nil, err
			}
			if len(files) == 0 {
				return nil, fmt.Errorf("%s isn't there: the site is made from the project's repository", pattern)
			}
			slices.SortStableFunc(files, func(a, b string) int {
				return cmp.Or(cmp.Compare(lesson.Number(path.Base(a)), lesson.Number(path.Base(b))), cmp.Compare(a, b))
			})
			for _, file := range files {
				p, err := readPage(repository, file)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", file, err)
				}
				p.Group = g.title
				pages = append(pages, p)
			}
		}
	}
	return pages, nil
}

// errNotRun is about a notebook without outputs.
var errNotRun = errors.New("it has code that was not run; `ipd run` runs it")

func readPage(repository fs.FS, file string) (*page, error) {
	raw, err := fs.ReadFile(repository, file)
	if err != nil {
		return nil, err
	}
	p := &page{Source: file, Path: strings.TrimSuffix(file, path.Ext(file)) + ".html"}
	ids := parser.NewContext().IDs()
	if path.Ext(file) == ".md" {
		p.cells = []cell{{prose: parseProse(withoutSolutions(string(raw)), ids)}}
	} else {
		nb, err := lesson.Unmarshal(raw)
		if err != nil {
			return nil, err
		}
		if !nb.HasRun() {
			return nil, errNotRun
		}
		if p.bare, err = withoutOutputs(nb); err != nil {
			return nil, err
		}
		for i := range nb.Cells {
			c := &nb.Cells[i]
			if c.Type == "markdown" {
				p.cells = append(p.cells, cell{prose: parseProse(strings.Join(c.Source, ""), ids)})
			} else if c.Type == "code" {
				p.cells = append(p.cells, cell{code: c})
			}
		}
	}
	for _, c := range p.cells {
		if c.prose != nil {
			p.Headings = append(p.Headings, c.prose.headings()...)
		}
	}
	if len(p.Headings) == 0 {
		return nil, errors.New("it has no heading, so there is no title for its page")
	}
	p.Title = p.Headings[0].Text
	return p, nil
}

// withoutOutputs is the notebook's file as if it had not been run: the outputs are on the page.
func withoutOutputs(nb *lesson.Notebook) ([]byte, error) {
	bare := *nb
	bare.Cells = slices.Clone(nb.Cells)
	for i := range bare.Cells {
		if c := &bare.Cells[i]; c.Type == "code" {
			c.ExecutionCount, c.Outputs = json.RawMessage("null"), json.RawMessage("[]")
		}
	}
	return bare.Marshal()
}

// withoutSolutions leaves out a section that gives the answers of exercises away: students read the site.
func withoutSolutions(markdown string) string {
	before, section, found := strings.Cut(markdown, "\n## Solutions\n")
	if !found {
		return markdown
	}
	_, after, more := strings.Cut(section, "\n## ")
	if more {
		after = "\n## " + after
	}
	return before + "\n\n*The solutions are in the repository.*\n" + after
}

// IsNotebook reports whether the page is made from a notebook.
func (p *page) IsNotebook() bool { return path.Ext(p.Source) == ".ipynb" }

// Root leads from the page to the site's folder: "../../", say.
func (p *page) Root() string { return strings.Repeat("../", strings.Count(p.Path, "/")) }

// Download is the name of the notebook that readers can take with them.
func (p *page) Download() string {
	return strings.TrimSuffix(path.Base(p.Path), ".html") + path.Ext(p.Source)
}

// sections divides the page's prose at its headings, as search finds it.
func (p *page) sections() []passage {
	var all []passage
	for _, c := range p.cells {
		if c.prose == nil {
			continue
		}
		for n := c.prose.root.FirstChild(); n != nil; n = n.NextSibling() {
			if h, ok := n.(*ast.Heading); ok {
				id, _ := h.AttributeString("id")
				all = append(all, passage{Page: p.Title, Title: c.prose.text(h), Address: p.Path + "#" + string(id.([]byte))})
				continue
			}
			if len(all) == 0 {
				all = append(all, passage{Page: p.Title, Title: p.Title, Address: p.Path})
			}
			s := &all[len(all)-1]
			s.Text = strings.TrimSpace(s.Text + " " + c.prose.text(n))
		}
	}
	return all
}
