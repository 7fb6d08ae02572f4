package lineage

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/scanner"
	"go/token"
	"io"
	"strings"
)

// A span is a piece of a file that counts.
type span struct {
	file     *file
	from, to token.Pos
}

func spanOf(f *file, n ast.Node) span { return span{f, n.Pos(), n.End()} }

// writeTokens writes the tokens of a span, one a line, without what only shapes the page: comments, ends of lines, and the
// comma or semicolon before a closing bracket that a line break asks for.
func writeTokens(w io.Writer, s span) {
	text := s.file.text[s.file.offset(s.from):s.file.offset(s.to)]
	var scan scanner.Scanner
	scan.Init(token.NewFileSet().AddFile("", -1, len(text)), text, func(token.Position, string) {}, 0)
	pending := token.ILLEGAL // a comma or semicolon that counts only if something follows
	for {
		_, tok, literal := scan.Scan()
		switch tok {
		case token.EOF:
			return
		case token.COMMA, token.SEMICOLON:
			if pending != token.ILLEGAL {
				fmt.Fprintln(w, pending)
			}
			pending = tok
			continue
		case token.RPAREN, token.RBRACE, token.RBRACK:
		default:
			if pending != token.ILLEGAL {
				fmt.Fprintln(w, pending)
			}
		}
		pending = token.ILLEGAL
		if literal == "" {
			literal = tok.String()
		}
		fmt.Fprintf(w, "%q\n", literal)
	}
}

// directives are the comments that the compiler reads: //go:embed, //go:build, ...
func directives(groups ...*ast.CommentGroup) string {
	var found strings.Builder
	for _, group := range groups {
		if group == nil {
			continue
		}
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//go:") {
				fmt.Fprintln(&found, c.Text)
			}
		}
	}
	return found.String()
}

// short is a checksum that is long enough to tell texts apart and short enough to keep hundreds of them.
func short(write func(w io.Writer)) string {
	h := sha256.New()
	write(h)
	return hex.EncodeToString(h.Sum(nil)[:12])
}
