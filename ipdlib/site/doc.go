// Package site makes one static site of the document, the lessons, the analyses and the documentation, from the notebooks as
// they were executed. It needs no kernel, no Python and no network, and the site needs no server.
//
//	files, err := site.Make(os.DirFS(root), site.Study{Settings: s, Records: records})
//	err = files.Write("public")
//
// A page has the path of its file in the repository, with .html at the end, so that links stay what they were. Each page is one
// HTML file with its style, scripts and figures in it: it can be taken out of the site and stays whole. Only search looks for a
// second file, search.js, when the reader begins to search.
//
// The result figure is alive: [Study] is what stands behind it, the records of the study's trainings.
//
// The work is done by others as far as there are any: goldmark reads Markdown, Temml turns TeX into MathML while the site is
// made, MiniSearch finds words in the reader's browser, html/template writes pages.
//
//	pages.go      which files become pages, in which order; their headings
//	markdown.go   prose: Markdown → HTML
//	mathml.go     formulas: TeX → MathML
//	notebook.go   cells: code, folded or not, and outputs
//	highlight.go  Go with its words marked
//	dark.go       which figures can be read in dark colours
//	links.go      where links lead
//	live.go       the result figure with its data
//	landing.go    the first page
//	search.go     what search finds
//	site.go       pages put together
//	write.go      the folder
//
// assets/ has the templates, the style and the scripts; assets/third_party the two libraries, with their licences.
package site
