package site

import (
	"bytes"
	"html"
	"regexp"
	"strings"

	"github.com/gohugoio/hugo-goldmark-extensions/passthrough"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// dollars enclose formulas: those on lines of their own, and those within a line.
var dollars = []passthrough.Delimiters{{Open: "$$", Close: "$$"}, {Open: "$", Close: "$"}}

// markdown is GitHub's with formulas. Its HTML is kept: all texts are the project's own.
var markdown = goldmark.New(
	goldmark.WithExtensions(
		extension.GFM,
		passthrough.New(passthrough.Config{InlineDelimiters: dollars, BlockDelimiters: dollars[:1]}),
	),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	goldmark.WithRendererOptions(gmhtml.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(writers{}, 1))),
)

// writers write formulas as MathML, and code in Go with its words marked.
type writers struct{}

func (writers) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(ast.KindFencedCodeBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		code := string(n.Lines().Value(source))
		if string(n.(*ast.FencedCodeBlock).Language(source)) == "go" {
			code = highlight(code)
		} else {
			code = html.EscapeString(code)
		}
		_, err := w.WriteString("<pre><code>" + code + "</code></pre>\n")
		return ast.WalkSkipChildren, err
	})
	formula := func(w util.BufWriter, raw string) error {
		tex := strings.Trim(raw, "$")
		out, err := mathML(tex, strings.HasPrefix(raw, "$$"))
		if err == nil {
			_, err = w.WriteString(out)
		}
		return err
	}
	r.Register(passthrough.KindPassthroughInline, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return ast.WalkSkipChildren, formula(w, string(n.(*passthrough.PassthroughInline).Segment.Value(source)))
	})
	r.Register(passthrough.KindPassthroughBlock, func(w util.BufWriter, source []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		return ast.WalkSkipChildren, formula(w, strings.TrimSpace(string(n.Lines().Value(source))))
	})
}

// A prose is a piece of Markdown: a file, or a cell of a notebook.
type prose struct {
	source []byte
	root   ast.Node
}

// parseProse reads Markdown. ids are those of the page so far.
func parseProse(source string, ids parser.IDs) *prose {
	p := &prose{source: []byte(source)}
	p.root = markdown.Parser().Parse(text.NewReader(p.source), parser.WithContext(parser.NewContext(parser.WithIDs(ids))))
	return p
}

// A heading can be linked to.
type heading struct {
	Level    int
	ID, Text string
}

// headings lists the text's headings.
func (p *prose) headings() (all []heading) {
	p.each(func(n ast.Node) {
		if h, ok := n.(*ast.Heading); ok {
			id, _ := h.AttributeString("id")
			all = append(all, heading{h.Level, string(id.([]byte)), p.text(h)})
		}
	})
	return all
}

// each visits all nodes.
func (p *prose) each(visit func(ast.Node)) {
	// It has no errors but the visitor's.
	_ = ast.Walk(p.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			visit(n)
		}
		return ast.WalkContinue, nil
	})
}

// text is what a node says, without marks.
func (p *prose) text(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *ast.Text:
			if entering {
				b.Write(util.UnescapePunctuations(n.Value(p.source)))
				if n.SoftLineBreak() || n.HardLineBreak() {
					b.WriteByte(' ')
				}
			}
		case *ast.String:
			if entering {
				b.Write(n.Value)
			}
		case *ast.FencedCodeBlock:
			if entering {
				b.Write(n.Lines().Value(p.source))
			}
		case *passthrough.PassthroughInline:
			if entering {
				b.WriteString(strings.Trim(string(n.Segment.Value(p.source)), "$"))
			}
		default:
			if !entering && n.Type() == ast.TypeBlock {
				b.WriteByte(' ')
			}
		}
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(html.UnescapeString(b.String()))
}

// render writes the text as HTML. resolve gives the address of a link's or picture's target, or says that there is none; then
// the link's words stay.
func (p *prose) render(resolve func(target string, picture bool) (address string, ok bool, err error)) (string, error) {
	var failed error
	var gone []ast.Node
	p.each(func(n ast.Node) {
		var err error
		ok := true
		switch n := n.(type) {
		case *ast.Link:
			var address string
			address, ok, err = resolve(string(n.Destination), false)
			n.Destination = []byte(address)
		case *ast.Image:
			var address string
			address, ok, err = resolve(string(n.Destination), true)
			n.Destination = []byte(address)
		case *ast.RawHTML: // comments tell tests where a number comes from
			ok = !bytes.HasPrefix(n.Segments.Value(p.source), []byte("<!--"))
		}
		if err != nil && failed == nil {
			failed = err
		}
		if !ok {
			gone = append(gone, n)
		}
	})
	if failed != nil {
		return "", failed
	}
	for _, n := range gone {
		parent := n.Parent()
		for child := n.FirstChild(); child != nil; {
			next := child.NextSibling()
			parent.InsertBefore(parent, n, child)
			child = next
		}
		parent.RemoveChild(parent, n)
	}
	var b bytes.Buffer
	if err := markdown.Renderer().Render(&b, p.source, p.root); err != nil {
		return "", err
	}
	return inBoxes(b.String()), nil
}

var (
	tables    = regexp.MustCompile(`(?s)<table>.*?</table>`)
	emptyHead = regexp.MustCompile(`<thead>\s*<tr>\s*(<th[^>]*></th>\s*)+</tr>\s*</thead>`)
	emptyCell = regexp.MustCompile(`<th([^>]*)></th>`)
)

// inBoxes lets tables and code that are wider than the page scroll by themselves, with the keyboard too. It removes empty heads of
// tables, which screen readers would announce.
func inBoxes(page string) string {
	page = emptyCell.ReplaceAllString(emptyHead.ReplaceAllString(page, ""), "<td$1></td>")
	page = tables.ReplaceAllString(page, `<div class="wide" tabindex="0" role="group" aria-label="table">$0</div>`)
	return strings.ReplaceAll(page, "<pre>", `<pre tabindex="0">`)
}
