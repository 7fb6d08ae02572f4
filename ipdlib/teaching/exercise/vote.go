package exercise

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"ipd/ipdlib/notebook"
)

// Locked keeps a result hidden until it has been predicted. The cell that shows the result begins with it:
//
//	if exercise.Locked("8.1", gap) {
//		return
//	}
//
// While the prediction is "?" it says what to do, and reports true. Afterwards the prediction is kept as a vote, see [Vote].
func Locked(question string, prediction any) bool {
	if isOpen(prediction) {
		hidden("Locked", `Predict first: write your answer in place of "?" above and run that cell, then this one. The result appears here.`)
		return true
	}
	// A vote that cannot be kept, on a read-only disk for example, is no reason to hide the result.
	_ = keepVote(VotesFolder(), Vote{Question: question, First: strings.TrimSpace(fmt.Sprint(spoken(prediction)))})
	return false
}

// hidden says in a result's place why it isn't there yet.
func hidden(title, text string) {
	notebook.HTML(title+": "+text, `<div role="status" style="border-left:5px solid #999999;padding:4px 12px;margin:4px 0;max-width:46em">`+
		`<b>■ `+title+`</b> · `+html.EscapeString(text)+`</div>`)
}

// spoken is a prediction as it is counted: its letter or its number where it has one.
func spoken(prediction any) any {
	if letter := choiceOf(prediction); letter != "" {
		return letter
	}
	if x := numbers(prediction); len(x) > 0 {
		return x[0]
	}
	return prediction
}

// A Vote is what was predicted for a question: the first answer, since later ones may have seen the result.
type Vote struct {
	Question string `json:"question"` // number of the lesson and of the exercise, "8.1"
	First    string `json:"first"`
}

// VotesEnv names the environment variable that names another folder for votes. "off" keeps none.
const VotesEnv = "IPD_VOTES"

// VotesFolder is where votes are kept; empty if they are not.
func VotesFolder() string {
	switch folder := os.Getenv(VotesEnv); folder {
	case "off":
		return ""
	case "":
		return filepath.Join(notebook.Results("teaching"), "votes")
	default:
		return folder
	}
}

// keepVote adds a vote to the file of this folder, unless the question has one. The file has a name drawn at random, so that
// the files of a class can be put into one folder; it holds no name.
func keepVote(folder string, v Vote) error {
	if folder == "" {
		return nil
	}
	path, votes, err := ownVotes(folder)
	if err != nil {
		return err
	}
	for _, known := range votes {
		if known.Question == v.Question {
			return nil
		}
	}
	text, err := json.MarshalIndent(append(votes, v), "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

// ownVotes gives the file of the folder and what is in it; a new name if there is none yet.
func ownVotes(folder string) (path string, votes []Vote, err error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", nil, err
	}
	paths, err := filepath.Glob(filepath.Join(folder, votesPattern))
	if err != nil {
		return "", nil, err
	}
	if len(paths) == 0 {
		return filepath.Join(folder, "votes-"+strings.ToLower(rand.Text()[:10])+".json"), nil, nil
	}
	votes, err = ReadVotes(paths[0])
	return paths[0], votes, err
}

const votesPattern = "votes-*.json"

// ErrVotes is wrapped by the errors of files of votes that cannot be read.
var ErrVotes = errors.New("votes")

// ReadVotes reads the votes of one student.
func ReadVotes(path string) ([]Vote, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrVotes, err)
	}
	var votes []Vote
	if err := json.Unmarshal(text, &votes); err != nil {
		return nil, fmt.Errorf("%w: %s is not a file of votes (%w); leave it out", ErrVotes, path, err)
	}
	return votes, nil
}

// A Tally counts votes: by question, then by answer.
type Tally map[string]map[string]int

// TallyFolder counts the votes of all files in a folder and the folders in it, and says how many files there were.
func TallyFolder(folder string) (Tally, int, error) {
	tally, files := Tally{}, 0
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("%w: %w", ErrVotes, err)
		}
		if matches, _ := filepath.Match(votesPattern, entry.Name()); !matches || entry.IsDir() {
			return nil
		}
		votes, err := ReadVotes(path)
		if err != nil {
			return err
		}
		files++
		for _, v := range votes {
			if tally[v.Question] == nil {
				tally[v.Question] = map[string]int{}
			}
			tally[v.Question][v.First]++
		}
		return nil
	})
	if err == nil && files == 0 {
		err = fmt.Errorf("%w: there is no file %s in %s; each student's is in results/teaching/votes", ErrVotes, votesPattern, folder)
	}
	return tally, files, err
}
