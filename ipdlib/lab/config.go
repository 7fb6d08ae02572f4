package lab

import (
	"encoding/json"
	"net/url"
	"os"
)

// preferences are JupyterLab's settings where they differ from its own, for as long as nobody changes them in its menus.
var preferences = map[string]any{
	// It asks nobody whether there are news or newer versions: nothing leaves this machine.
	"@jupyterlab/apputils-extension:notification": map[string]any{"fetchNews": "false", "checkForUpdates": false},
	// Errors name lines.
	"@jupyterlab/notebook-extension:tracker": map[string]any{"codeCellConfig": map[string]any{"lineNumbers": true}},
	// Pages of text, the start page first of all, are there to be read.
	"@jupyterlab/docmanager-extension:plugin": map[string]any{"defaultViewers": map[string]any{"markdown": "Markdown Preview"}},
}

// writeConfig writes what JupyterLab is configured with. Files instead of flags: others can read a command line.
func (s Server) writeConfig(folder *runFolder) error {
	port, retries := s.Port, 0
	if port == 0 {
		port, retries = defaultPort, otherPorts
	}
	start := "/lab"
	if s.Open != "" {
		start = "/lab/tree/" + url.PathEscape(s.Open)
	}
	offered, err := offeredKernels(s.Root)
	if err != nil {
		return err
	}
	files := map[string]any{
		"jupyter_server_config.json": map[string]any{
			"ServerApp": map[string]any{
				"ip":           "127.0.0.1",
				"port":         port,
				"port_retries": retries,
				"root_dir":     s.Notebooks,
				"open_browser": s.Browser,
				"allow_root":   os.Geteuid() == 0, // in a container there may be nobody else
			},
			"MultiKernelManager": map[string]any{"default_kernel_name": defaultKernel},
			"KernelSpecManager":  map[string]any{"allowed_kernelspecs": offered},
		},
		"jupyter_lab_config.json": map[string]any{
			"ServerApp": map[string]any{"default_url": start},
			"LabApp": map[string]any{
				"default_url":             start,
				"news_url":                nil,
				"check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
				"extension_manager":       "readonly",
				"custom_css":              true,
			},
		},
		"labconfig/default_setting_overrides.json": preferences,
	}
	for name, content := range files {
		text, err := json.MarshalIndent(content, "", "  ")
		if err != nil {
			return err
		}
		if err := folder.write(configName+"/"+name, string(text)); err != nil {
			return err
		}
	}
	return nil
}

// pythonKernel is the name of the kernel that comes with JupyterLab.
const pythonKernel = "python3"

// offeredKernels names the kernels that JupyterLab shows.
func offeredKernels(root string) ([]string, error) {
	kernels, err := Kernels(root)
	if err != nil {
		return nil, err
	}
	names := []string{pythonKernel}
	for _, k := range kernels {
		if k.Offered() {
			names = append(names, k.Name)
		}
	}
	return names, nil
}
