"""The pages in a real browser, served by the real service: what a visitor sees and can do."""

import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

SOLLEBRUNN = Path(__file__).parents[2] / "data" / "centres" / "alingsas-sollebrunn.ttl"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--headless", "--disable-gpu", "--disable-dev-shm-usage")
PATIENCE = 15_000

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service on a free port of the loopback, ready to answer."""
    told = tmp_path_factory.mktemp("service") / "told"
    with told.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "samsyn", "serve", "--host", "127.0.0.1", "--port", "0"], stderr=said
        )
    try:
        until = time.monotonic() + 120
        while not (found := re.search(r"http://[^/\s]+", told.read_text())) or not _ready(found[0]):
            assert process.poll() is None, told.read_text()
            assert time.monotonic() < until, told.read_text()
            time.sleep(0.1)
        yield found[0]
    finally:
        process.terminate()
        process.wait(30)


def _ready(address: str) -> bool:
    try:
        return bool(json.load(urlopen(f"{address}/health/ready", timeout=10))["in_step"])
    except OSError:
        return False


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium; without one these tests are skipped, but in CI they fail."""
    program = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if program is None:
        reason = "no chromium here: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield running
        running.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The first page, with script turned off: nothing may need it. Complaints of the browser fail the test."""
    context = browser.new_context(java_script_enabled=False, base_url=address)
    shown = context.new_page()
    shown.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    shown.on("console", lambda message: complaints.append(message.text) if "Security" in message.text else None)
    shown.goto("/")
    yield shown
    context.close()
    assert not complaints


def _judge(page: Page, kind: str = "familjecentral") -> None:
    page.get_by_label("Bedömd som").select_option(kind)
    page.get_by_label("Den dag det gäller").fill("2023-11-07")
    page.get_by_role("button", name="Pröva mot avtalet").click()


def test_a_pasted_description_is_judged_in_plain_swedish(page: Page) -> None:
    """Sollebrunn as a familjecentral: it fails, a midwife is lacking, and that is the region's job."""
    page.get_by_label("Beskrivning av verksamheten").fill(SOLLEBRUNN.read_text(encoding="utf-8"))
    _judge(page)
    answer = page.locator("section.verdict")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sollebrunn")
    expect(answer).to_contain_text("Når inte upp till miniminivån")
    expect(answer).to_contain_text("mödrahälsovård")
    expect(answer).to_contain_text("Ansvar: regionen.")
    expect(page.get_by_role("heading", name="Det som saknas")).to_be_visible()
    expect(page.get_by_role("heading", name="Det som inte är känt")).to_be_visible()
    expect(page.get_by_role("heading", name="Källans egna ord")).to_be_visible()
    expect(page.locator("blockquote")).to_contain_text("Verksamheten motsvarar inte det gemensamma avtalet.")


def test_an_uploaded_description_is_judged_alike(page: Page) -> None:
    """A chosen file does what pasting does; its grounds and sources are one step away."""
    page.get_by_label("Eller välj en fil").set_input_files(SOLLEBRUNN)
    _judge(page)
    missing = page.locator("article.failed").first
    missing.get_by_text("Grund och källor").click()
    expect(missing).to_contain_text("angivet att det saknas")
    expect(missing.get_by_role("link", name=re.compile("Vårdsamverkan")).first).to_have_attribute(
        "href", re.compile("^https?://")
    )


def test_a_sample_can_be_filled_in_and_judged(page: Page) -> None:
    """One button fills in Sollebrunn; as what it calls itself it cannot be told."""
    page.get_by_role("button", name="Fyll i exemplet").click()
    expect(page.get_by_label("Beskrivning av verksamheten")).to_have_value(SOLLEBRUNN.read_text(encoding="utf-8"))
    _judge(page, kind="familjecentralsliknande")
    expect(page.locator("section.verdict")).to_contain_text("Går inte att avgöra")


def test_the_same_in_english(page: Page) -> None:
    """The switch changes the whole page, and the answer after it."""
    page.get_by_role("link", name="In English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Fill in the example").click()
    page.get_by_label("Judged as").select_option("familjecentral")
    page.get_by_role("button", name="Compare with the agreement").click()
    answer = page.locator("section.verdict")
    expect(answer).to_contain_text("Does not reach the minimum level")
    expect(answer).to_contain_text("Responsible: the region.")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_a_pasted_verdict_can_be_read_in_english_and_changed(page: Page) -> None:
    """Both buttons send the description along, so that nothing is lost; the text they carry is not shown."""
    text = SOLLEBRUNN.read_text(encoding="utf-8")
    page.get_by_label("Beskrivning av verksamheten").fill(text)
    _judge(page)
    expect(page.locator("textarea")).to_be_hidden()
    page.get_by_role("button", name="In English").click()
    expect(page.locator("section.verdict")).to_contain_text("Does not reach the minimum level")
    page.get_by_role("button", name="Change and try again").click()
    expect(page.get_by_label("Description of the centre")).to_have_value(text)
    expect(page.get_by_label("Judged as")).to_have_value("familjecentral")
    expect(page.get_by_label("As of")).to_have_value("2023-11-07")


def test_names_of_centres_are_not_broken_on_a_narrow_screen(browser: Browser, address: str) -> None:
    """At 390 px the first column keeps a width, dates one line, and the table scrolls in its own box."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 800})
    shown = context.new_page()
    shown.goto("/centres")
    box = shown.locator("tbody th").first.bounding_box()
    assert box
    assert box["width"] >= 180
    assert shown.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_broken_turtle_shows_where_and_lets_it_be_mended(page: Page) -> None:
    """The line and column are told, the line is shown, and the text is there to be mended."""
    broken = SOLLEBRUNN.read_text(encoding="utf-8").replace("a sam:FamilyCentre ;", "a sam:FamilyCentre oops", 1)
    page.get_by_label("Beskrivning av verksamheten").fill(broken)
    _judge(page)
    line = broken[: broken.index("oops")].count("\n") + 1
    told = page.get_by_role("alert")
    expect(told).to_contain_text(f"Rad {line}, tecken")
    expect(told).to_contain_text("oops")
    mended = page.get_by_label("Beskrivning av verksamheten")
    mended.fill(mended.input_value().replace("oops", ";"))
    page.get_by_role("button", name="Pröva mot avtalet").click()
    expect(page.locator("section.verdict")).to_be_visible()


def test_the_keyboard_is_enough(page: Page) -> None:
    """Past the menu, to the sample, and to the answer without a pointer; the focus can be seen."""
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Verksamhet", exact=True)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Fyll i exemplet")).to_be_focused()
    assert _outline(page) >= 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sample="))
    page.get_by_role("button", name="Pröva mot avtalet").focus()
    page.keyboard.press("Enter")
    expect(page.locator("section.verdict")).to_be_visible()


def _outline(page: Page) -> float:
    """The width of the outline of what has the focus, in pixels."""
    style = page.get_by_role("button", name="Fyll i exemplet").evaluate("e => getComputedStyle(e).outlineWidth")
    return float(str(style).removesuffix("px"))


@pytest.mark.parametrize("width", [320, 768, 1280])
@pytest.mark.parametrize(
    "path",
    [
        "/", "/agreements", "/agreements/se-o-vg-common-2024", "/agreements/se-o-vg-common-2024/assessment", "/centres",
        "/centres/alingsas-sollebrunn/assessment",
        "/centres/goteborg-angered-centrum", "/fulfilment", "/beskriv", "/decisions", "/decisions?outcome=unknown",
        "/catalog",
        "/questions", "/questions/gaps-of-a-centre", "/questions/services-demanded",
        "/compare", "/compare?left=se-o-vg-common-2024&right=se-nat-ffff&kind=familjecentralsliknande",
        "/compare/levels", "/compare?topic=target-age",
        "/query", "/query?question=gaps-of-a-centre&answer=yes", "/centres/alingsas-sollebrunn/versions",
        "/centres/alingsas-sollebrunn/versions/1",
    ],
)  # fmt: skip
def test_no_page_scrolls_sideways(browser: Browser, address: str, path: str, width: int) -> None:
    """At any width the page fits (WCAG 1.4.10); wide tables scroll by themselves."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": 800})
    shown = context.new_page()
    shown.goto(path)
    assert shown.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_coordinator_finds_her_municipality(page: Page) -> None:
    """From the menu: the page says what not known means, and of Alingsås what is known, by which source, and why."""
    page.get_by_role("link", name="Beslut", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vem har beslutat vad")
    expect(page.locator("main")).to_contain_text("”Inte känt” är inte ett nej.")
    page.get_by_label("Kommun").select_option("Alingsås")
    page.get_by_role("button", name="Visa").click()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("row").last.get_by_role("link", name="Föreslaget").click()
    decision = page.locator("#d-alingsas")
    expect(decision).to_be_in_viewport()
    expect(decision).to_contain_text("Datum inte känt")
    expect(decision).to_contain_text("Alingsås kommun, tjänsteskrivelse 2023-11-07")
    page.get_by_role("link", name="Källorna skiljer sig åt").click()
    expect(page.locator("#c-paragraf")).to_be_visible()
    page.get_by_role("link", name="1 verksamhet").click()
    expect(page.get_by_role("rowheader")).to_contain_text("Sollebrunn")


def test_a_level_is_held_against_another(page: Page) -> None:
    """From the menu to the table of levels, from a cell to its pair, and there to the made-up centre in plain words."""
    page.get_by_role("link", name="Jämför", exact=True).click()
    page.get_by_role("link", name="Vilken nivå räcker för vilken?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vilken nivå räcker för vilken?")
    until = time.monotonic() + 120
    while page.locator(".warning").count() and time.monotonic() < until:  # it is being worked out
        time.sleep(1)
        page.reload()
    page.get_by_role("link", name="nej (se-nat-sos-2008, se-nat-ffff)").first.click()
    expect(page.get_by_role("heading", name="Räcker det ena för det andra?")).to_be_in_viewport()
    expect(page.locator(".reached.contained")).to_have_count(1)
    shown = page.locator("section", has=page.locator(".reached.notContained"))
    shown.get_by_text("Visa den påhittade verksamheten").click()
    expect(shown).to_contain_text("Verksamheten finns inte.")
    expect(shown).to_contain_text("Det den saknar")
    expect(shown).to_contain_text("Barnhälsovård: på plats")


@pytest.mark.parametrize("path", ["/decisions", "/catalog", "/compare", "/compare/levels", "/compare?topic=target-age"])
def test_headings_of_lists_have_no_gaps(page: Page, path: str) -> None:
    """The levels of the headings go down one at a time, and no id stands twice."""
    page.goto(path)
    assert_headings(page)
    ids = re.findall(r' id="([^"]+)"', page.content())
    assert len(ids) == len(set(ids))


def assert_headings(page: Page) -> None:
    """The first heading is of the first level, and each goes at most one level down."""
    levels = [int(tag[1]) for tag in re.findall(r"<(h[1-6])\b", page.content())]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("outcome", ["failed", "cantTell"])
def test_headings_have_no_gaps(page: Page, outcome: str) -> None:
    """The levels of the headings go down one at a time."""
    kind = "familjecentral" if outcome == "failed" else "familjecentralsliknande"
    page.goto(f"/centres/alingsas-sollebrunn/assessment?kind={kind}&date=2023-11-07")
    expect(page.locator(f"section.verdict.{outcome}")).to_be_visible()
    assert_headings(page)
