"""The pages of `ipd site` in Chromium, from the file system: no error, no request, keyboard, contrast, phones, what is alive on them."""
import contextlib
import os
import pathlib
import shutil
import subprocess

import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import browser
from conftest import photograph
from server import REPOSITORY, TIMEOUT

DOCUMENT = "notebooks/robustness_to_noise_and_dropout.html"
LESSON = "notebooks/teaching/1_one_leaky_neuron.html"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A site with the records of eight trainings."""
    folder = tmp_path_factory.mktemp("site")

    def ipd(*arguments):
        subprocess.run([os.environ["IPD_E2E_PROGRAM"], *arguments], check=True, env={**os.environ, "IPD_HOME": str(REPOSITORY)})

    ipd("reproduce", "-backend", "fused", "-runs", "2", "-dropouts", "0,0.5", "-sigmas", "0,0.5", "-out", str(folder / "records"))
    ipd("site", "-records", str(folder / "records"), "-out", str(folder / "site"))
    return folder / "site"


@contextlib.contextmanager
def reader(site, size=DESKTOP):
    """A page of a browser, and what went wrong on it: errors, and requests for anything but files of the site."""
    with browser() as page:
        wrong = []
        page.set_default_timeout(TIMEOUT * 1000)
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((site.as_uri(), "data:", "blob:")) else wrong.append(request.url))
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size(size)
        yield page, wrong


def test_every_page(site):
    """Every page opens without an error, and never scrolls sideways."""
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 30
    with reader(site) as (page, wrong):
        for path in pages:
            page.goto(path.as_uri())
            for size in [DESKTOP, PHONE]:
                page.set_viewport_size(size)
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{path} is too wide at {size}"
            assert not wrong, f"{path}: {wrong}"


def test_accessible(site):
    """axe finds nothing in either theme, contrast included; all is unfolded, and a record is open."""
    with reader(site) as (page, _):
        for name in ["index.html", LESSON, "README.html"]:
            page.goto((site / name).as_uri())
            page.evaluate("document.querySelectorAll('main details').forEach(d => { d.open = true })")
            if name == "index.html":
                page.locator(".point").first.focus()
                page.keyboard.press("Enter")
            for scheme, options in [("light", {}), ("dark", {"runOnly": {"type": "rule", "values": ["color-contrast"]}})]:
                page.emulate_media(color_scheme=scheme)
                photograph(page, f"site-{pathlib.Path(name).stem}-{scheme}")
                found = Axe().run(page, options=options)
                assert "color-contrast" in {rule["id"] for rule in found.response["passes"]}
                assert not found.response["violations"], f"{name}, {scheme}: {found.generate_report()}"


def test_reading(site):
    """With the keyboard alone: to the text, to a search and to what it finds, along a slider, into a figure and out again."""
    with reader(site) as (page, wrong):
        page.goto((site / "index.html").as_uri())
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.url.endswith("#main")
        page.keyboard.press("/")
        page.keyboard.type("surrogate slo", delay=5)
        found = page.locator("#found [role=option]")
        found.first.wait_for()
        page.keyboard.press("ArrowDown")
        chosen = page.locator("#found [aria-selected=true] b").inner_text()
        assert page.locator("#found [aria-selected=true]").get_attribute("id") == page.locator("#search").get_attribute("aria-activedescendant") == "found1"
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "#" in url and not url.endswith("#main"))
        place = page.locator(page.evaluate("'#' + CSS.escape(decodeURIComponent(location.hash.slice(1)))"))
        assert place.inner_text() == chosen
        page.goto((site / "index.html").as_uri())
        slider, picture = page.locator(".ipd-slider input"), page.locator(".ipd-slider img")
        before = picture.get_attribute("src"), picture.get_attribute("alt")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        assert all(a != b for a, b in zip(before, (picture.get_attribute("src"), picture.get_attribute("alt"))))
        page.goto((site / LESSON).as_uri())
        figure = page.locator("button.enlarge").first
        figure.focus()
        page.keyboard.press("Enter")
        assert page.locator("#large img").get_attribute("alt") == figure.locator("img").get_attribute("alt")
        page.keyboard.press("Escape")
        assert not page.locator("#large").is_visible()
        folded = page.locator("details.code:not([open])").count()
        assert folded
        page.locator("button.all").click()
        assert page.locator("details.code:not([open])").count() == page.locator("details.code").count()
        page.locator("button.all").click()
        assert not page.locator("details.code:not([open])").count()
        page.locator("footer a[rel=next]").click()
        page.wait_for_url("**/2_from_sound_to_spikes.html")
        assert not wrong, wrong


def test_theme(site):
    """The reader's colours stay, on other pages too, whatever the system's are; figures go along."""
    def look(page):
        return page.evaluate("[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('figure img')).filter !== 'none']")

    light, dark = ["rgb(255, 255, 255)", False], ["rgb(17, 17, 17)", True]
    with reader(site) as (page, wrong):
        page.goto((site / LESSON).as_uri())
        assert look(page) == light
        page.emulate_media(color_scheme="dark")
        assert look(page) == dark
        page.locator("button.theme").click()
        assert look(page) == light and page.locator("button.theme").get_attribute("aria-pressed") == "false"
        page.goto((site / DOCUMENT).as_uri())
        assert look(page) == light
        page.locator("button.theme").click()
        page.emulate_media(color_scheme="light")
        assert look(page) == dark
        assert not wrong, wrong


def test_live_figure(site):
    """Pointing at a mean shows its numbers and where its runs lie; a click shows the records; keys do the same."""
    with reader(site) as (page, wrong):
        page.goto((site / "index.html").as_uri())
        last, tip, runs = page.locator(".panels svg").nth(2).locator(".point").last, page.locator("#tip"), page.locator(".runs")
        last.scroll_into_view_if_needed()
        box = last.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tip.wait_for()
        said = tip.inner_text()
        for text in ["Accuracy on the test set (%)", "dropout 0.5, σ = 0.5 rad", "ours", "published (3 runs)", "26.0", "rerun (6 runs)", "25.6", " ± "]:
            assert text in said, said
        values = said.split("runs: ")[1].split("\n")[0].split(", ")
        assert len(values) == 2
        middle = last.locator(".hit").bounding_box()["y"]
        higher = [float(c.get_attribute("cy")) < 0 for c in last.locator(".marks circle").all()]
        mean = sum(map(float, values)) / 2
        assert higher == [float(v) > mean for v in values] and middle > 0
        photograph(page, "site-hover")
        page.mouse.down()
        page.mouse.up()
        runs.wait_for()
        assert not tip.is_visible()
        for i, value in enumerate(values):
            runs.locator(".tabs button").nth(i).click()
            said = runs.inner_text()
            assert f"{value} % right" in said and "seed, run\t1, " + str(i + 1) in said, said
            assert "go run ./ipdlib/cmd/ipd reproduce -runs 2 -dropouts 0,0.5 -sigmas 0,0.5 -backend fused -only" in said
            assert "Losses over" in runs.locator("svg.losses").get_attribute("aria-label")
        photograph(page, "site-record")
        runs.locator("button.close").click()
        assert not runs.is_visible()
        first = page.locator(".point").first
        first.focus()
        assert "dropout 0, σ = 0 rad" in tip.inner_text()
        page.keyboard.press("ArrowRight")
        assert "dropout 0, σ = 0.5 rad" in tip.inner_text()
        page.keyboard.press("ArrowDown")
        assert "dropout 0.5, σ = 0.5 rad" in tip.inner_text()
        page.keyboard.press("Enter")
        assert "Accuracy on the training set (%): dropout 0.5, σ = 0.5 rad" in runs.inner_text()
        assert not wrong, wrong


def test_phone(site):
    """Contents unfold; a wide figure is shown large enough to be read, and can be moved."""
    with reader(site, size=PHONE) as (page, wrong):
        page.goto((site / DOCUMENT).as_uri())
        assert not page.locator("#nav").is_visible()
        page.locator("button.menu").click()
        page.locator("#nav a", has_text="Inside the network").click()
        page.wait_for_url("**/inside_the_network.html")
        picture = page.locator("figure.picture img[width='1200']").first
        assert picture.bounding_box()["width"] > 600
        page.locator("button.theme").click()
        assert not wrong, wrong


def test_alone(site, tmp_path):
    """A page that was taken out of its site is whole, and loses the links to other pages, but no others."""
    shutil.copy(site / LESSON, tmp_path / "page.html")
    with reader(tmp_path) as (page, wrong):
        page.goto((tmp_path / "page.html").as_uri())
        assert page.locator("figure.picture img").first.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
        assert not wrong, wrong
        page.locator("main a", has_text="lesson 0").hover()
        page.locator("main a:not([href])", has_text="lesson 0").wait_for()
        assert page.locator("#nav .here a[href^='#']").count() > 3
