"""What a person does and sees in JupyterLab, in Chromium."""
import contextlib
import json
import re
import shutil
import tempfile
import time

from playwright.sync_api import sync_playwright

from server import TIMEOUT

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
             "--disable-sync", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]


def chromium():
    """The system's own; Playwright's would have to be downloaded."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@contextlib.contextmanager
def browser(height=1000):
    """A page of a fresh browser."""
    with tempfile.TemporaryDirectory(prefix="ipd-e2e-") as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=chromium(), headless=True, args=ARGUMENTS, chromium_sandbox=False, viewport={"width": 1400, "height": height})
        try:
            yield context.pages[0]
        finally:
            context.close()


class JupyterLab:
    """JupyterLab on a page."""

    def __init__(self, page, lab):
        self.page, self.lab = page, lab
        self.errors, self.outside = [], []
        page.set_default_timeout(TIMEOUT * 1000)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((lab.url, "data:", "blob:")) else self.outside.append(request.url))
        page.goto(lab.page().group(0) + "&reset")
        page.locator(".jp-DirListing-item").first.wait_for()
        page.locator(".jp-LauncherCard", has_text="IPD").first.wait_for()  # before, it doesn't know the kernels and asks which to take

    def menu(self, *path):
        """Clicks through a menu: menu("Run", "Run All Cells")."""
        self.page.locator(".lm-MenuBar-item", has_text=re.compile(f"^{path[0]}$")).click()
        for label in path[1:]:
            self.page.locator(".lm-Menu-item:visible", has=self.page.locator(f".lm-Menu-itemLabel:text-is('{label}')")).click()

    def accept(self):
        """Presses the button of a dialog that goes on."""
        self.page.locator(".jp-Dialog .jp-mod-accept").click()

    def open(self, name):
        """Opens a notebook from the list of files and waits until its kernel can be used."""
        self.page.locator(".jp-DirListing-item", has_text=name).dblclick()
        self.page.locator(f".jp-NotebookPanel:visible .jp-CodeCell").first.wait_for()
        self.await_idle()
        assert not self.page.locator(".jp-Dialog").count(), self.page.locator(".jp-Dialog").inner_text()

    def cells(self):
        return self.page.locator(".jp-NotebookPanel:visible .jp-Notebook .jp-CodeCell")

    def prompts(self):
        return [text.strip().strip("[]: ") for text in self.page.locator(".jp-NotebookPanel:visible .jp-CodeCell .jp-InputPrompt").all_text_contents()]

    def state(self):
        """What the notebook's toolbar says of the kernel."""
        return self.page.locator(".jp-NotebookPanel:visible .jp-Notebook-ExecutionIndicator").get_attribute("data-status")

    def await_idle(self, timeout=TIMEOUT):
        """Waits for the kernel. The toolbar says idle, too, while there is none yet; the server knows."""
        def kernels():
            return [k["execution_state"] for k in json.loads(self.lab.get("/api/kernels", self.lab.token)[1])]
        self.lab.wait_for(lambda: self.state() == "idle" and kernels() and set(kernels()) == {"idle"}, timeout)

    def await_calm(self, timeout=TIMEOUT):
        """Waits until no cell runs or waits, and returns the prompts. Three looks in a row: a cell's end and the next one's
        beginning are two things. After an error the cells behind it have empty prompts."""
        begin, calm = time.monotonic(), 0
        while calm < 3:
            prompts = self.prompts()
            calm = calm + 1 if "*" not in prompts and any(prompts) and self.state() == "idle" else 0
            self.lab.listen()
            assert time.monotonic() - begin < timeout, f"cells not done within {timeout} s: {prompts}"
            time.sleep(0.1)
        return prompts

    def run_all(self, timeout=TIMEOUT):
        self.menu("Run", "Run All Cells")
        return self.await_calm(timeout)

    def press(self, command):
        """Presses a button of the notebook's toolbar."""
        self.page.locator(f".jp-NotebookPanel:visible .jp-ToolbarButtonComponent[data-command='{command}']").click()

    def outputs(self, cell):
        """The outputs of a code cell, counted from 1 as prompts are, as elements of the page."""
        return self.cells().nth(cell - 1).locator(".jp-OutputArea-output")

    def scroll_to(self, element):
        """What is out of sight has no layout and no text; it gets them with the next picture of the screen, or the one after."""
        element.scroll_into_view_if_needed()
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def text(self, cell):
        """What stands in a cell's outputs, checked to be visible."""
        outputs = self.outputs(cell)
        shown = []
        self.scroll_to(self.cells().nth(cell - 1))
        for i in range(outputs.count()):
            self.scroll_to(outputs.nth(i))
            assert outputs.nth(i).is_visible(), f"output {i} of cell {cell} can't be seen"
            shown.append(outputs.nth(i).inner_text().strip())
        return "\n".join(shown)

    def pictures(self, cell):
        """Width and height, in its own pixels, of each picture in a cell's outputs."""
        images = self.outputs(cell).locator("img")
        return [tuple(images.nth(i).evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])")) for i in range(images.count())]

    def shut_down_kernels(self):
        """Ends all kernels through the menu, which offers it only if there are some."""
        if self.lab.programs("gonb"):
            self.menu("Kernel", "Shut Down All Kernels…")
            self.accept()
            self.lab.wait_for(lambda: not self.lab.programs("gonb"))

    def save(self):
        self.page.keyboard.press("Control+s")
        self.page.locator(".jp-NotebookPanel:visible").wait_for()
