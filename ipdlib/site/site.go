package site

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"math"
	"path"
	"strings"

	"ipd/ipdlib/lab"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
)

//go:embed assets/*.html assets/*.css assets/*.js
var assets embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"style": func() (template.CSS, error) {
		text, err := fs.ReadFile(assets, "assets/site.css")
		return template.CSS(strings.ReplaceAll(string(text), "FIGURE_FILTER", lab.FigureFilter())), err
	},
	"signed": func(x float64) string { return strings.Replace(fmt.Sprintf("%+.1f", x), "-", "−", 1) },
	"se": func(x float64) string { // nothing for a single run, which has none
		if math.IsNaN(x) {
			return ""
		}
		return fmt.Sprintf("%.1f", x)
	},
	"script": func(name string) (template.JS, error) {
		text, err := fs.ReadFile(assets, "assets/"+name)
		return template.JS(text), err
	},
}).ParseFS(assets, "assets/*.html"))

// Files are a site: what each file holds, by its path with slashes.
type Files map[string][]byte

// A Study is what the live figure shows: the settings of a sweep and its records, in the order of the settings' trainings.
type Study struct {
	Settings plan.Settings
	Records  []*record.Record
}

// Make makes the site of a repository.
func Make(repository fs.FS, study Study) (Files, error) {
	live, err := newLive(study)
	if err != nil {
		return nil, err
	}
	pages, err := readPages(repository)
	if err != nil {
		return nil, err
	}
	l := &linker{repository: repository, pages: map[string]*page{}, copied: map[string][]byte{}}
	for _, p := range pages {
		l.pages[p.Source] = p
	}
	m := maker{pages: pages, linker: l, live: live, files: Files{}}
	for i := range pages {
		if err := m.page(i); err != nil {
			return nil, fmt.Errorf("%s: %w", pages[i].Source, err)
		}
	}
	if err := m.landing(); err != nil {
		return nil, fmt.Errorf("the first page: %w", err)
	}
	if err := m.search(); err != nil {
		return nil, err
	}
	for file, content := range l.copied {
		m.files[file] = content
	}
	return m.files, nil
}

// A maker makes pages.
type maker struct {
	pages  []*page
	linker *linker
	live   *live
	files  Files
}

// frame is what every page has.
type frame struct {
	Title, Root, Path string
	Groups            []navGroup
	Live              bool // whether the page has the live figure
}

// A navGroup is a part of the site in the navigation.
type navGroup struct {
	Title string
	Pages []navPage
}

type navPage struct {
	Title, Address string
	Here           bool
	Headings       []heading // of the page itself
}

func (m *maker) frame(title, here string, root string) frame {
	f := frame{Title: title, Root: root, Path: here}
	for _, p := range m.pages {
		if n := len(f.Groups); n == 0 || f.Groups[n-1].Title != p.Group {
			f.Groups = append(f.Groups, navGroup{Title: p.Group})
		}
		g := &f.Groups[len(f.Groups)-1]
		entry := navPage{Title: p.Title, Address: root + p.Path, Here: p.Path == here}
		if entry.Here {
			for _, h := range p.Headings {
				if h.Level == 2 {
					entry.Headings = append(entry.Headings, h)
				}
			}
		}
		g.Pages = append(g.Pages, entry)
	}
	return f
}

// page makes page i.
func (m *maker) page(i int) error {
	p := m.pages[i]
	f := m.frame(p.Title, p.Path, p.Root())
	var body bytes.Buffer
	for _, c := range p.cells {
		if c.prose != nil {
			text, err := c.prose.render(m.linker.on(p))
			if err != nil {
				return err
			}
			fmt.Fprintf(&body, "<div class=\"prose\">%s</div>\n", text)
			continue
		}
		var live template.HTML
		result := m.live.isIn(p, c.code)
		if f.Live = f.Live || result && m.live.isDocuments(); result && f.Live {
			var err error
			if live, err = m.live.html(); err != nil {
				return err
			}
		}
		shown, err := p.show(c.code, m.linker, live)
		if err != nil {
			return err
		}
		if result && live == "" {
			shown.Outputs = append(shown.Outputs, template.HTML(`<p>The <a href="`+p.Root()+`index.html">first page</a> has this figure with the runs behind each mean, of other records.</p>`))
		}
		if err := templates.ExecuteTemplate(&body, "cell", shown); err != nil {
			return err
		}
	}
	data := struct {
		frame
		Page           *page
		Body           template.HTML
		Previous, Next *page
	}{frame: f, Page: p, Body: template.HTML(body.String())}
	if i > 0 {
		data.Previous = m.pages[i-1]
	}
	if i+1 < len(m.pages) {
		data.Next = m.pages[i+1]
	}
	if p.bare != nil {
		m.files[path.Join(path.Dir(p.Path), p.Download())] = p.bare
	}
	return m.execute(p.Path, "page.html", data)
}

func (m *maker) execute(file, name string, data any) error {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	m.files[file] = b.Bytes()
	return nil
}
