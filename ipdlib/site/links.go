package site

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"mime"
	"net/url"
	"path"
	"strings"
)

// A linker finds the addresses of links and pictures.
type linker struct {
	repository fs.FS
	pages      map[string]*page  // by source
	copied     map[string][]byte // files of the repository that pages link to, and which are no pages
}

// readmes are pages that stand for the folders that they are in.
var readme = "README.md"

// on gives the address of a link on a page, or says that there is nothing to link to, such as a folder: then the words stay.
// A picture becomes part of the page. A link to what isn't in the repository is an error.
func (l *linker) on(p *page) func(target string, picture bool) (string, bool, error) {
	return func(target string, picture bool) (string, bool, error) {
		u, err := url.Parse(target)
		if err != nil {
			return "", false, fmt.Errorf("%w: %w", errLink, err)
		}
		if u.IsAbs() {
			return target, true, nil
		}
		if u.Path == "" {
			return l.anchor(p, p, u.Fragment)
		}
		file := path.Join(path.Dir(p.Source), u.Path)
		if picture {
			address, err := l.picture(file)
			return address, true, err
		}
		info, err := fs.Stat(l.repository, file)
		if err != nil {
			return "", false, fmt.Errorf("%w: %s: %w", errLink, target, err)
		}
		if info.IsDir() {
			if file = path.Join(file, readme); l.pages[file] == nil {
				return "", false, nil
			}
		}
		if other := l.pages[file]; other != nil {
			return l.anchor(p, other, u.Fragment)
		}
		if path.Ext(file) == ".ipynb" || u.Fragment != "" { // a solved notebook, a place in a file
			return "", false, nil
		}
		if l.copied[file], err = fs.ReadFile(l.repository, file); err != nil {
			return "", false, err
		}
		return p.Root() + file, true, nil
	}
}

// anchor is the address of a heading on another page, or of the page.
func (l *linker) anchor(from, to *page, fragment string) (string, bool, error) {
	address := ""
	if from != to {
		address = from.Root() + to.Path
	}
	if fragment == "" {
		return address, true, nil
	}
	for _, h := range to.Headings {
		if h.ID == fragment || plainID(h.ID) == plainID(fragment) {
			return address + "#" + h.ID, true, nil
		}
	}
	return "", false, fmt.Errorf("%w: there is no heading %q in %s", errLink, fragment, to.Source)
}

// picture is a file as a data URL.
func (l *linker) picture(file string) (string, error) {
	content, err := fs.ReadFile(l.repository, file)
	if err != nil {
		return "", fmt.Errorf("%w: %w", errLink, err)
	}
	if path.Ext(file) == ".png" {
		small, err := smallPNG(content)
		return small.address, err
	}
	return "data:" + mime.TypeByExtension(path.Ext(file)) + ";base64," + base64.StdEncoding.EncodeToString(content), nil
}

// download is the name of the page's file for readers who want it.
func (p *page) Download() string {
	return strings.TrimSuffix(path.Base(p.Path), ".html") + path.Ext(p.Source)
}
