package crate

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"ipd/ipdlib/record"
)

// Name of the file.
const Name = "ro-crate-metadata.json"

const (
	specification = "https://w3id.org/ro/crate/1.1"
	profile       = "https://w3id.org/ro/wfrun/process/0.5"
	source        = "https://github.com/comob-project/snn-sound-localization" // of the study
)

// An entity is one object of the crate's graph. Its fields are terms of schema.org, with "@id" and "@type".
type entity map[string]any

func ref(id string) entity { return entity{"@id": id} }

func refs(entities []entity) (list []entity) {
	for _, e := range entities {
		list = append(list, ref(e["@id"].(string)))
	}
	return list
}

// Write writes the crate of a sweep's folder: for the given records, some of which may be nil, and for the files made from them,
// by their names in the folder.
func Write(dir string, records []*record.Record, files []string) error {
	records = slices.DeleteFunc(slices.Clone(records), func(r *record.Record) bool { return r == nil })
	if len(records) == 0 {
		return errors.New("there are no records for a crate")
	}
	settings, err := fileIn(dir, record.SettingsName, "the settings of the sweep")
	if err != nil {
		return err
	}
	var results []entity
	for _, name := range files {
		e, err := fileIn(dir, name, "made from the records")
		if err != nil {
			return err
		}
		results = append(results, e...)
	}
	for _, r := range records {
		e, err := fileIn(dir, path.Join(record.RecordsName, r.FileName()), "the record of "+r.Training.String())
		if err != nil {
			return err
		}
		results = append(results, e...)
	}
	tools := software(records)
	begin, end := times(records)
	parts := append(slices.Clone(settings), results...)
	action := entity{
		"@id": "#sweep", "@type": "CreateAction", "name": fmt.Sprintf("%d trainings of a spiking network", len(records)),
		"startTime": begin, "endTime": end, "actionStatus": ref("http://schema.org/CompletedActionStatus"),
		"instrument": ref("#ipd"), "object": refs(settings), "result": refs(results),
	}
	graph := []entity{
		{"@id": Name, "@type": "CreativeWork", "about": ref("./"), "conformsTo": ref(specification)},
		{
			"@id": "./", "@type": "Dataset", "name": "Trainings of a spiking network that localises sounds",
			"description":   "Records of the trainings of a sweep, one file each, and what was made from them. `ipd sweep -settings " + record.SettingsName + "` makes them again.",
			"datePublished": end, "license": ref("#license"), "conformsTo": ref(profile), "hasPart": refs(parts), "mentions": ref("#sweep"),
			"isBasedOn": ref(source),
		},
		{"@id": profile, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
		{"@id": "#license", "@type": "CreativeWork", "name": "chosen by whoever publishes these results", "description": "The program that made them is under the Apache License 2.0."},
		{"@id": source, "@type": "CreativeWork", "name": "COMOB spiking sound-localisation project", "description": "The study that the trainings recompute or vary."},
		action,
	}
	graph = slices.Concat(graph, tools, parts)
	var text bytes.Buffer
	to := json.NewEncoder(&text)
	to.SetIndent("", "  ")
	to.SetEscapeHTML(false)
	err = to.Encode(entity{
		"@context": []any{specification + "/context", entity{"sha256": "https://schema.org/sha256"}},
		"@graph":   graph,
	})
	if err != nil {
		return fmt.Errorf("writing %s: %w", Name, err)
	}
	return record.WriteFile(filepath.Join(dir, Name), text.Bytes())
}

// fileIn describes a file of the folder; a file that doesn't exist, such as a record kept elsewhere, has none.
func fileIn(dir, name, description string) ([]entity, error) {
	text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("describing the results: %w", err)
	}
	sum := sha256.Sum256(text)
	return []entity{{
		"@id": name, "@type": "File", "name": path.Base(name), "description": description,
		"encodingFormat": cmp.Or(mime.TypeByExtension(path.Ext(name)), "application/octet-stream"),
		"contentSize":    fmt.Sprint(len(text)), "sha256": hex.EncodeToString(sum[:]),
	}}, nil
}

// software lists the programs that made the records, and what they need, each version once.
func software(records []*record.Record) []entity {
	program := entity{"@id": "#ipd", "@type": "SoftwareApplication", "name": "ipd"}
	all := []entity{program}
	var versions []string
	seen := map[string]bool{}
	add := func(name, version, description string) {
		id := "#" + slug(name+"\n"+version+"\n"+description)
		if !seen[id] {
			seen[id] = true
			all = append(all, entity{"@id": id, "@type": "SoftwareApplication", "name": name, "version": version, "description": description})
		}
	}
	for _, r := range records {
		by := r.ComputedBy
		if v := cmp.Or(by.Program, "unknown"); !slices.Contains(versions, v) { // older records lack it
			versions = append(versions, v)
		}
		add("Go", by.Go, "built the program")
		add(by.Backend, by.Version, "computed, on "+by.CPU)
	}
	slices.Sort(versions)
	program["version"] = versions[0]
	if len(versions) > 1 {
		program["version"] = versions
	}
	program["softwareRequirements"] = refs(all[1:])
	return all
}

// slug makes a text usable as part of an identifier.
func slug(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:4])
}

// times returns when the first training started and the last one ended.
func times(records []*record.Record) (begin, end string) {
	first, last := records[0].Times.Started, time.Time{}
	for _, r := range records {
		if r.Times.Started.Before(first) {
			first = r.Times.Started
		}
		if e := r.Times.Started.Add(time.Duration(r.Times.Seconds * float64(time.Second))); e.After(last) {
			last = e
		}
	}
	return first.UTC().Format(time.RFC3339), last.UTC().Format(time.RFC3339)
}
