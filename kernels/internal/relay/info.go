package relay

import (
	"encoding/json"
	"fmt"
	"os"

	"ipd/kernels/internal/wire"
)

// kernelInfo is GoNB's kernel_info_reply with what it leaves empty.
func (r *relay) kernelInfo() map[string]any {
	content := map[string]any{"status": "ok", "protocol_version": wire.Version, "implementation_version": "0"} // of a kernel that did not start
	json.Unmarshal(r.info, &content)                                                                           // onReply has read it before, if it came
	language, _ := content["language_info"].(map[string]any)
	if language == nil {
		language = map[string]any{"name": "go", "version": "", "mimetype": "text/x-go", "file_extension": ".go"}
	}
	language["pygments_lexer"] = "go"
	language["codemirror_mode"] = "go"
	content["language_info"] = language
	content["implementation"] = "ipd-kernel"
	content["banner"] = fmt.Sprintf("Go kernel of the IPD study: %v, GoNB, computes on %s", language["version"], os.Getenv("GOMLX_BACKEND"))
	return content
}
