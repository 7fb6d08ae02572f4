package site

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/url"
	"path"
	"regexp"
	"strings"
)

// errLink is wrapped by errors about links to what isn't there.
var errLink = errors.New("a link leads nowhere")

// plainID is the same for the anchors of a heading that GitHub, JupyterLab and this site make: 6.-The-answers is 6-the-answers.
func plainID(id string) string {
	return strings.Trim(notPlain.ReplaceAllString(strings.ToLower(id), "-"), "-")
}

var notPlain = regexp.MustCompile(`[^\p{L}\p{N}]+`)

// A linker finds the addresses of links and pictures.
type linker struct {
	repository fs.FS
	pages      map[string]*page  // by source
	copied     map[string][]byte // other files that pages link to, by their path in repository and site
}

// readme is the page that a link to a folder leads to.
const readme = "README.md"

// on gives the address of a link on a page. ok is false if the site has nothing to lead to, such as a folder of code. Pictures
// become part of the page. A link to what the repository doesn't have is an error.
func (l *linker) on(p *page) func(target string, picture bool) (address string, ok bool, err error) {
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
