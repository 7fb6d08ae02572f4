package site

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"image/png"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/parser"

	"ipd/ipdlib/figure"
	"ipd/ipdlib/teaching/lesson"
)

// An output is one of a cell's.
type output struct {
	Type     string                     `json:"output_type"`
	Text     lines                      `json:"text"`      // of a stream
	Data     map[string]json.RawMessage `json:"data"`      // by media type
	Metadata map[string]any             `json:"metadata"`  // alt says what a figure shows
	Trace    []string                   `json:"traceback"` // of an error
}

// lines are a text, which a notebook holds as a string or as a list of lines.
type lines string

func (l *lines) UnmarshalJSON(raw []byte) error {
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	return json.Unmarshal(raw, (*string)(l))
}

// A codeCell is what the template shows of a cell with code.
type codeCell struct {
	Code    template.HTML
	Folded  bool
	Summary string
	Exercise,
	Check bool
	Outputs []template.HTML
}

// What is folded besides the cells that their authors fold: cells that only import, and, where readers look for answers, the
// code of analyses, from so many lines on. The document has its code in sight.
const (
	longImports  = 12
	longAnalysis = 20
)

// show makes what the template needs of a cell. live replaces the figure of the study's result, if this cell draws it.
func (p *page) show(c *lesson.Cell, l *linker, live template.HTML) (codeCell, error) {
	source := strings.Join(c.Source, "")
	shown := codeCell{Code: template.HTML(highlight(source)), Exercise: tagged(c, "exercise"), Check: tagged(c, "check")}
	shown.Folded = tagged(c, "hide-input") || onlyImports(source) || p.Group == analyses && strings.Count(source, "\n") >= longAnalysis
	shown.Summary = summaryOf(source)
	var outputs []output
	if err := json.Unmarshal(c.Outputs, &outputs); err != nil {
		return codeCell{}, fmt.Errorf("cell %s: %w", c.ID, err)
	}
	for _, o := range outputs {
		out, err := p.output(o, l)
		if err != nil {
			return codeCell{}, fmt.Errorf("cell %s: %w", c.ID, err)
		}
		if _, picture := o.Data["image/png"]; picture && live != "" {
			out = live
		}
		shown.Outputs = append(shown.Outputs, out)
	}
	return shown, nil
}

func tagged(c *lesson.Cell, tag string) bool {
	tags, _ := c.Metadata["tags"].([]any)
	return slices.Contains(tags, any(tag))
}

func onlyImports(source string) bool {
	return strings.HasPrefix(source, "import (") && strings.HasSuffix(strings.TrimSpace(source), ")") && strings.Count(source, "\n") >= longImports &&
		!strings.Contains(source, "\n)\n")
}

// summaryOf names a folded cell: by its first comment, or by what it is.
func summaryOf(source string) string {
	n := strings.Count(source, "\n") + 1
	words := fmt.Sprintf("%d lines of code", n)
	if strings.HasPrefix(source, "import (") {
		return words + ": imports"
	}
	for line := range strings.Lines(source) {
		if comment, ok := strings.CutPrefix(line, "// "); ok {
			return words + ": " + strings.TrimRight(strings.TrimSpace(comment), ".:")
		}
	}
	return words
}

// output writes the richest form that a page can show.
func (p *page) output(o output, l *linker) (template.HTML, error) {
	text := func(kind string) (string, bool, error) {
		raw, ok := o.Data[kind]
		var s lines
		if ok {
			if err := json.Unmarshal(raw, &s); err != nil {
				return "", false, err
			}
		}
		return string(s), ok, nil
	}
	switch o.Type {
	case "stream":
		return pre(string(o.Text)), nil
	case "error":
		return pre(ansi.ReplaceAllString(strings.Join(o.Trace, "\n"), "")), nil
	}
	for _, kind := range []string{"text/html", "image/png", "text/markdown", "text/plain"} {
		content, ok, err := text(kind)
		if err != nil {
			return "", err
		}
		if !ok {
			continue
		}
		switch kind {
		case "text/html":
			return slider(inBoxes(content))
		case "image/png":
			alt, _ := o.Metadata["alt"].(string)
			if alt == "" { // in a notebook of the reader's own
				if alt, _, err = text("text/plain"); err != nil || alt == "" {
					alt = "a figure"
				}
			}
			return pictureOf(content, alt)
		case "text/markdown":
			text, err := parseProse(content, parser.NewContext().IDs()).render(l.on(p))
			return template.HTML(text), err
		default:
			return pre(content), nil
		}
	}
	return "", nil
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func pre(text string) template.HTML {
	return template.HTML(`<pre tabindex="0">` + html.EscapeString(strings.TrimRight(text, "\n")) + `</pre>`)
}

// A smallPicture is a PNG with a palette.
type smallPicture struct {
	address       string // a data URL
	width, height int    // in pixels
	fitForDark    bool
}

func smallPNG(content []byte) (smallPicture, error) {
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return smallPicture{}, err
	}
	small := figure.ToPalette(picture)
	var b bytes.Buffer
	if err := figure.WriteSmallPNG(&b, small); err != nil {
		return smallPicture{}, err
	}
	size := small.Rect.Size()
	return smallPicture{"data:image/png;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), size.X, size.Y, fitForDark(small)}, nil
}

// pictureOf is a figure of a notebook, a PNG in base64. alt says what it shows.
func pictureOf(encoded, alt string) (template.HTML, error) {
	content, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(encoded, "\n", ""))
	if err != nil {
		return "", err
	}
	small, err := smallPNG(content)
	if err != nil {
		return "", err
	}
	paper := ""
	if !small.fitForDark {
		paper = ` class="paper"`
	}
	return template.HTML(fmt.Sprintf(`<figure class="picture"><img%s src="%s" width="%d" height="%d" alt="%s"></figure>`,
		paper, small.address, small.width, small.height, html.EscapeString(alt))), nil
}

var firstFrame = regexp.MustCompile(`src="data:image/png;base64,([^"]*)"`)

// slider is a figure that readers move. If its first frame can't be read in dark colours, it keeps its paper.
func slider(fragment string) (template.HTML, error) {
	frame := firstFrame.FindStringSubmatch(fragment)
	if frame == nil {
		return template.HTML(fragment), nil
	}
	content, err := base64.StdEncoding.DecodeString(html.UnescapeString(frame[1]))
	if err != nil {
		return "", err
	}
	small, err := smallPNG(content)
	if err != nil {
		return "", err
	}
	if !small.fitForDark {
		fragment = `<div class="paper">` + fragment + `</div>`
	}
	return template.HTML(fragment), nil
}
