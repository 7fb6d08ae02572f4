package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"ipd/ipdlib/original"
	"ipd/ipdlib/plan"
	"ipd/ipdlib/record"
	"ipd/ipdlib/summary"
)

// study makes up records: the published means, scattered.
func study(s plan.Settings) Study {
	random := rand.New(rand.NewPCG(1, 2))
	all := Study{Settings: s}
	for _, t := range s.Trainings() {
		r := &record.Record{Training: t, Key: t.Key(), Train: record.Values{}, Test: record.Values{}}
		r.ComputedBy = record.Computer{Backend: "fused", Version: "avx2", CPU: "a processor"}
		for _, p := range original.Published() {
			if p.Dropout == t.Dropout() && p.Sigma == t.Sigma() {
				values := r.Train
				if p.Quantity == record.TestAccuracy || p.Quantity == record.TestError {
					values = r.Test
				}
				values[p.Quantity.Metric().Name] = p.Mean * (1 + 0.01*random.NormFloat64())
			}
		}
		r.Epochs = []record.Epoch{{Loss: 2.5, ValidationLoss: 2}, {Loss: 1, ValidationLoss: 1.25}}
		all.Records = append(all.Records, r)
	}
	return all
}

// made is the project's site.
var made = sync.OnceValues(func() (Files, error) { return Make(os.DirFS("../.."), study(plan.Default())) })

func site(t *testing.T) Files {
	t.Helper()
	files, err := made()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// pagesOf parses all pages.
func pagesOf(t *testing.T, files Files) map[string]*html.Node {
	t.Helper()
	pages := map[string]*html.Node{}
	for name, content := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		root, err := html.Parse(bytes.NewReader(content))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages[name] = root
	}
	if len(pages) < 30 {
		t.Fatalf("only %d pages", len(pages))
	}
	return pages
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// elements visits a page's elements.
func elements(root *html.Node, visit func(*html.Node)) {
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			visit(n)
		}
	}
}

// anchors are the ids of a page. An id that occurs twice is an error.
func anchors(t *testing.T, name string, root *html.Node) map[string]bool {
	ids := map[string]bool{}
	elements(root, func(n *html.Node) {
		if id, ok := attribute(n, "id"); ok {
			if ids[id] {
				t.Errorf("%s: two elements have the id %q", name, id)
			}
			ids[id] = true
		}
	})
	return ids
}

// Every link leads to a file of the site and to a place that is there; nothing is loaded from anywhere; every picture says what it
// shows; every page has a title, a language and one heading of the first level.
func TestPages(t *testing.T) {
	files := site(t)
	pages := pagesOf(t, files)
	ids := map[string]map[string]bool{}
	for name, root := range pages {
		ids[name] = anchors(t, name, root)
	}
	links := 0
	check := func(name, target string) {
		u, err := url.Parse(target)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if u.IsAbs() {
			if u.Scheme != "https" {
				t.Errorf("%s links to %s", name, target)
			}
			return
		}
		links++
		to := name
		if u.Path != "" {
			to = path.Join(path.Dir(name), u.Path)
		}
		if files[to] == nil {
			t.Errorf("%s: %s leads nowhere", name, target)
		} else if u.Fragment != "" && !ids[to][u.Fragment] {
			t.Errorf("%s: there is no place %s", name, target)
		}
	}
	for name, root := range pages {
		headings := 0
		elements(root, func(n *html.Node) {
			for _, key := range []string{"src", "srcset", "poster", "data", "background"} {
				if value, ok := attribute(n, key); ok && !strings.HasPrefix(value, "data:") {
					t.Errorf("%s: <%s> loads %s", name, n.Data, value)
				}
			}
			target, linked := attribute(n, "href")
			switch n.Data {
			case "a":
				if linked {
					check(name, target)
				}
			case "link", "use":
				if !strings.HasPrefix(target, "data:") && !strings.HasPrefix(target, "#") {
					t.Errorf("%s: <%s> loads %s", name, n.Data, target)
				}
			case "img":
				if alt, _ := attribute(n, "alt"); len(alt) < 10 || strings.HasPrefix(alt, "[figure") {
					t.Errorf("%s: %q doesn't say what the picture shows", name, alt)
				}
			case "h1":
				headings++
			case "style":
				for _, m := range regexp.MustCompile(`url\(["']?([^"')]*)|@import`).FindAllStringSubmatch(n.FirstChild.Data, -1) {
					if !strings.HasPrefix(m[1], "data:") {
						t.Errorf("%s: its style loads %q", name, m[0])
					}
				}
			case "html":
				if language, _ := attribute(n, "lang"); language == "" {
					t.Errorf("%s: no language", name)
				}
			}
		})
		if headings != 1 {
			t.Errorf("%s: %d headings of the first level", name, headings)
		}
	}
	if links < 1000 {
		t.Errorf("only %d links", links)
	}
	var passages []passage
	_, data, _ := strings.Cut(string(files["search.js"]), "window.passages = ")
	if err := json.Unmarshal([]byte(strings.TrimSuffix(strings.TrimSpace(data), ";")), &passages); err != nil || len(passages) < 200 {
		t.Errorf("%d passages to search: %v", len(passages), err)
	}
	for _, p := range passages {
		check("index.html", p.Address)
	}
}

// Formulas are MathML: outside of code no text has TeX or its dollars.
func TestFormulas(t *testing.T) {
	formulas := 0
	for name, root := range pagesOf(t, site(t)) {
		for n := range root.Descendants() {
			switch {
			case n.Type == html.ElementNode && n.Data == "math":
				formulas++
			case n.Type == html.TextNode && regexp.MustCompile(`\$|\\[a-z]`).MatchString(n.Data):
				within := func(names ...string) bool {
					for p := range n.Ancestors() {
						if slices.Contains(names, p.Data) {
							return true
						}
					}
					return false
				}
				if !within("code", "pre", "script", "style", "annotation") {
					t.Errorf("%s: %q", name, n.Data)
				}
			}
		}
	}
	if formulas < 90 {
		t.Errorf("%d formulas", formulas)
	}
	if out, err := mathML(`\frac{1}{2}`, true); err != nil || !strings.Contains(out, "<mfrac><mn>1</mn><mn>2</mn></mfrac>") || !strings.Contains(out, `display="block"`) {
		t.Errorf("a half is %s, %v", out, err)
	}
	if _, err := mathML(`\nonsense x`, false); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("an unknown command: %v", err)
	}
}

// Code stays what it was but for the marks, whether it is Go or not.
func TestHighlight(t *testing.T) {
	got := highlight("%%\nif x := f(nil) < 'a'; true { // <b>\n\tvar y float64 = 1e-3 + len(`\n&`) $\n}")
	want := "%%\n<span class=\"k\">if</span> x := <span class=\"f\">f</span>(<span class=\"k\">nil</span>) &lt; <span class=\"s\">&#39;a&#39;</span>; <span class=\"k\">true</span> { " +
		"<span class=\"c\">// &lt;b&gt;</span>\n\t<span class=\"k\">var</span> y <span class=\"t\">float64</span> = <span class=\"n\">1e-3</span> + <span class=\"f\">len</span>(<span class=\"s\">`\n&amp;`</span>) $\n}"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

func TestSize(t *testing.T) {
	total := 0
	for _, content := range site(t) {
		total += len(content)
	}
	if total > 10e6 {
		t.Errorf("the site has %d bytes, more than 10 MB", total)
	}
}

// Students read the site: nothing in it gives answers away.
func TestNoAnswers(t *testing.T) {
	for name, content := range site(t) {
		if strings.Contains(name, "solved") || bytes.Contains(content, []byte("he exercises are solved.")) || bytes.Contains(content, []byte(">Solutions</h2>")) {
			t.Errorf("%s has solutions", name)
		}
	}
}

// The data of the live figure are the summary's and the original's, and the first page says what the records say.
func TestLive(t *testing.T) {
	s := study(plan.Default())
	means, compared := summary.Of(s.Records), original.Compare(summary.Of(s.Records))
	for _, name := range []string{"index.html", "notebooks/robustness_to_noise_and_dropout.html"} {
		_, rest, _ := strings.Cut(string(site(t)[name]), `<script type="application/json">`)
		text, _, _ := strings.Cut(rest, "</script>")
		var data liveData
		if err := json.Unmarshal([]byte(text), &data); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(data.Points) != 72 || len(data.Records) != 54 {
			t.Fatalf("%s: %d points, %d records", name, len(data.Points), len(data.Records))
		}
		for i, p := range data.Points {
			c := compared[i]
			if p.Mean != means.Cells[i].Mean || *p.SEM != means.Cells[i].SEM || *p.Published != c.Published || *p.Rerun != c.Rerun || *p.RerunOff != c.RerunOff {
				t.Errorf("%s: point %d is %+v", name, i, p)
			}
			for j, run := range p.Runs {
				var r record.Record
				if err := json.Unmarshal(data.Records[run.Record].Record, &r); err != nil {
					t.Fatal(err)
				}
				if run.Value != means.Cells[i].Values[j] || r.Sigma() != p.Sigma || r.Dropout() != p.Dropout || r.Run != j+1 {
					t.Errorf("%s: run %d of point %d is %+v", name, j, i, run)
				}
			}
		}
	}
	first := string(site(t)["index.html"])
	if strings.Count(first, "stroke-opacity:var(--behind)") < 12 || strings.Contains(first, "#000000") { // 4 x 3 published curves
		t.Error("the drawing doesn't have the page's colours")
	}
	for _, c := range means.Of(record.TestAccuracy, 0) {
		if c.Sigma == 0 || c.Sigma == 0.5 {
			if text := fmt.Sprintf("%.1f %%", c.Mean); !strings.Contains(first, text) {
				t.Errorf("the first page doesn't say %s", text)
			}
		}
	}
}

// A command names all that differs from the study's grid.
func TestCommand(t *testing.T) {
	s := study(plan.Default())
	if want := "go run ./ipdlib/cmd/ipd reproduce -backend fused -only " + s.Records[2].Name(2) + " -out results/again"; s.Command(2) != want {
		t.Errorf("%s\nwant %s", s.Command(2), want)
	}
	s.Settings.Grid = plan.Grid{Seed: 7, Runs: 1, Dropouts: []float64{0.5}, Sigmas: []float64{0, 0.25}}
	s.Records[1].ComputedBy.Backend = "xla:cuda"
	if got, want := s.Command(1), " -seed 7 -runs 1 -dropouts 0.5 -sigmas 0,0.25 -backend cuda "; !strings.Contains(got, want) {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestStudyErrors(t *testing.T) {
	missing := study(plan.Default())
	missing.Records[3] = nil
	other := study(plan.Default())
	other.Settings.Network.HiddenUnits = 5
	for _, s := range []Study{missing, other, {Settings: plan.Default()}} {
		if _, err := newLive(s); !errors.Is(err, ErrStudy) {
			t.Errorf("%v, want ErrStudy", err)
		}
	}
}

// A folder keeps what is not the site's; a file that somebody changed is not replaced.
func TestWrite(t *testing.T) {
	dir := t.TempDir() + "/site"
	put := func(name, text string) {
		if err := os.WriteFile(dir+"/"+name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(want map[string]string) {
		t.Helper()
		for name, text := range want {
			if got, err := os.ReadFile(dir + "/" + name); string(got) != text || (err != nil) != (text == "") {
				t.Errorf("%s is %q, %v; want %q", name, got, err, text)
			}
		}
	}
	if err := (Files{"index.html": []byte("1"), "a/b.html": []byte("b")}).Write(dir); err != nil {
		t.Fatal(err)
	}
	put("own.txt", "mine")
	if err := (Files{"index.html": []byte("2")}).Write(dir); err != nil {
		t.Fatal(err)
	}
	holds(map[string]string{"index.html": "2", "a/b.html": "", "own.txt": "mine"})
	// A process that was killed while it wrote leaves the list of both sites and some files of the newer one.
	older, err := os.ReadFile(dir + "/" + listName)
	if err != nil {
		t.Fatal(err)
	}
	put(listName, string(older)+line("index.html", []byte("half"))+"\n")
	put("index.html", "half")
	if err := (Files{"index.html": []byte("2")}).Write(dir); err != nil {
		t.Fatal(err)
	}
	holds(map[string]string{"index.html": "2", listName: string(older)})
	put("index.html", "changed")
	if err := (Files{"index.html": []byte("3")}).Write(dir); !errors.Is(err, ErrFolder) || !strings.Contains(err.Error(), "index.html") {
		t.Errorf("%v, want ErrFolder", err)
	}
	if err := (Files{"own.txt": []byte("3"), "new.txt": []byte("n")}).Write(dir); !errors.Is(err, ErrFolder) {
		t.Errorf("%v, want ErrFolder", err)
	}
	holds(map[string]string{"index.html": "changed", "own.txt": "mine", "new.txt": ""})
	if err := os.Remove(dir + "/" + listName); err != nil {
		t.Fatal(err)
	}
	if err := (Files{"new.txt": []byte("n")}).Write(dir); !errors.Is(err, ErrFolder) {
		t.Errorf("%v, want ErrFolder", err)
	}
	holds(map[string]string{"new.txt": ""})
}
