package notebook_test

import (
	"bytes"
	"encoding/base64"
	"html"
	"image/png"
	"regexp"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// The page has the start's figure where no script runs, and all figures in the script. That the slider moves them is seen
// in lab/e2e.
func TestSlider(t *testing.T) {
	c := run(t, "slider")
	page := c.text(t, 0, protocol.MIMETextHTML)
	contains(t, page, `<img alt="A loss &#34;falls&#34; to 0.5."`, `last loss: 0.50.`, `Falls &lt;/script&gt; less.`)
	if !regexp.MustCompile(`start =\s+1\s*,`).MatchString(page) {
		t.Error("the slider doesn't begin at its start")
	}
	static, script, _ := strings.Cut(page, "<script>")
	if strings.Count(page, "</script>") != 1 || strings.Contains(static, "<input") {
		t.Errorf("a page that a browser reads otherwise:\n%.2000s", page)
	}
	picture := regexp.MustCompile(`data:image/png;base64,([A-Za-z0-9+/=]+)`)
	first := picture.FindStringSubmatch(html.UnescapeString(static))
	all := picture.FindAllStringSubmatch(strings.NewReplacer(`\/`, "/", `\u002b`, "+", `\u003d`, "=").Replace(script), -1)
	if len(first) != 2 || len(all) != 3 || all[1][1] != first[1] || all[0][1] == first[1] {
		t.Fatalf("%d pictures in the script, %d before it", len(all), len(first)-1)
	}
	for _, p := range all {
		raw, err := base64.StdEncoding.DecodeString(p[1])
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(bytes.NewReader(raw))
		if err != nil || config.Width != 640 || config.Height != 480 {
			t.Errorf("%d x %d pixels, %v", config.Width, config.Height, err)
		}
		if len(raw) > 12_000 {
			t.Errorf("a figure takes %d bytes", len(raw))
		}
	}
	contains(t, c.text(t, 0, protocol.MIMETextPlain), `[slider: last loss from 0.25 to 1.00, here 0.50. A loss "falls" to 0.5.]`)
}

func TestImpossibleSliderEndsTheCell(t *testing.T) {
	c := run(t, "impossible slider")
	if c.cmd.ProcessState.ExitCode() != 1 || len(c.shown) != 0 {
		t.Errorf("exit status %d, shown %v", c.cmd.ProcessState.ExitCode(), c.shown)
	}
	contains(t, c.stderr.String(), `fatal error: slider "x": 1 Values; want at least two`)
}

func TestHTML(t *testing.T) {
	c := run(t, "html")
	contains(t, c.text(t, 0, protocol.MIMETextHTML), "<b>rich</b>")
	contains(t, c.text(t, 0, protocol.MIMETextPlain), "plain")
}
