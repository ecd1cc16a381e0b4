"""A real server in its own process on a free port, with a small company's documents, and browsers that visit it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect

from assistant.people.accounts import Accounts
from assistant.people.person import Role

ROOT = Path(__file__).parents[1]
PASSWORD = "correct horse battery staple"
READY_WITHIN_S = 150.0
expect.set_options(timeout=30_000)  # milliseconds: a first page may take longer than the five seconds that are usual
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

TRAVEL = (
    "# Travel\n\n## Hotels\n\nA hotel room is paid up to {euros} euros a night.\n\n"
    "## Trains\n\nTrain journeys are booked in second class.\n"
)
LEAVE = {
    "Welcome": "This handbook applies to everybody who works at Lindenhof Instruments.",
    "Annual leave": "Every employee receives 28 days of paid annual leave each calendar year.",
    "Carry-over": "Up to 5 unused days carry over to the next year and must be taken by 31 March.",
}
SALARIES = "# Salary bands\n\nSalary band 7 starts at 71,300 euros a year.\n"
HOSTILE = (
    'The code word of the canteen is pineapple <img src=x onerror="window.stolen=1"> **stars** [link](javascript:alert(1)).\n'
)

SETTINGS = """
[documents]
folder = "documents"
[index]
folder = "index"
[embedder]
model = "{model}"
folder = "{models}"
[people]
folder = "people"
conversations = "conversations"
[answering]
mode = "quoted"
[server]
questions_per_min = 500
[access.rules]
"**" = ["everyone"]
"hr/**" = ["hr"]
"""


@dataclass
class Site:
    """The server's address, its folder, and the one-time password of its admin Ada."""

    address: str
    folder: Path
    one_time_password: str
    log: list[str] = field(default_factory=list)
    running: "tuple[subprocess.Popen[str], threading.Thread] | None" = None

    def write(self, document: str, text: str) -> None:
        """Writes a document into the company's folder."""
        path = self.folder / "documents" / document
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_documents(site: Site) -> None:
    """A handbook of three pages as PDF, and what stands beside it."""
    from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]  # it has no types
    from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]  # as above

    site.write("travel.md", TRAVEL.format(euros=140))
    site.write("hr/salaries.md", SALARIES)
    site.write("canteen.txt", HOSTILE)
    canvas = Canvas(str(site.folder / "documents/handbook.pdf"), pagesize=A4)
    canvas.setTitle("Employee handbook")
    for title, sentence in LEAVE.items():
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(72, 760, title)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 720, sentence)
        canvas.showPage()
    canvas.save()


def write_accounts(folder: Path) -> str:
    """Bob and Ben are employees, Carol belongs to hr, Erin and Eve are admins; Ada has still to change her password."""
    accounts = Accounts(folder / "people")
    for name in ("bob", "ben", "dora", "keys", "gone"):
        accounts.add(name, password=PASSWORD)
    accounts.add("carol", groups=["hr"], password=PASSWORD)
    accounts.add("erin", Role.ADMIN, password=PASSWORD)
    made = accounts.add("ada", Role.ADMIN)
    accounts.close()
    return made.one_time_password or ""


@contextmanager
def serving(folder: Path, prepare: Callable[[Site], None] = lambda site: None) -> Iterator[Site]:
    """The server, until the block ends; `prepare` may write more documents and settings before it starts."""
    models = Path(os.environ.get("DOCENT_EMBEDDER_FOLDER", ROOT / "data/models"))
    bundled = (models / "all-MiniLM-L6-v2/model.safetensors").is_file()
    settings = SETTINGS.format(model="all-MiniLM-L6-v2" if bundled else "hashed", models=models)
    (folder / "settings.toml").write_text(settings, encoding="utf-8")
    site = Site(f"http://127.0.0.1:{free_port()}", folder, write_accounts(folder))
    write_documents(site)
    prepare(site)
    try:
        start(site)
        yield site
    finally:
        stop(site)


def start(site: Site) -> None:
    """Starts the server and waits until it answers."""
    port = site.address.rpartition(":")[2]
    command = [sys.executable, str(ROOT / "app.py"), "--settings", str(site.folder / "settings.toml"), "--port", port]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        command, cwd=site.folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    )
    reading = threading.Thread(target=lambda: site.log.extend(process.stdout or ()), daemon=True)
    reading.start()
    site.running = process, reading
    wait_for(site, process)


def stop(site: Site) -> None:
    """Stops the server, where it runs."""
    if site.running is None:
        return
    process, reading = site.running
    site.running = None
    process.terminate()
    process.wait(30)
    reading.join(10)
    if process.stdout is not None:
        process.stdout.close()


def wait_for(site: Site, process: "subprocess.Popen[str]") -> None:
    """Returns once the server answers."""
    moment = threading.Event()
    for _ in range(int(READY_WITHIN_S / 0.25)):
        try:
            with urllib.request.urlopen(f"{site.address}/healthz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                break
            moment.wait(0.25)
    raise AssertionError("the server did not start:\n" + "".join(site.log))


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def chromium_browser(playwright: Playwright) -> Browser:
    """Debian's Chromium, told to stay quiet."""
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    return playwright.chromium.launch(executable_path=executable, args=FLAGS)


def sign_in(page: Page, site: Site, name: str, password: str = PASSWORD, language: str = "en") -> None:
    """Signs in and waits for the page for questions."""
    page.goto(f"{site.address}/signin?lang={language}")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.press("[name=password]", "Enter")
    page.wait_for_selector(".d-name")


def ask(page: Page, question: str) -> str:
    """Asks in the page and returns the text of the finished answer."""
    before = page.locator("#docent-log .d-turn").count()
    page.fill("#docent-question textarea", question)
    page.press("#docent-question textarea", "Enter")
    answer = page.locator("#docent-log .d-turn").nth(before)
    answer.locator(".d-answer").wait_for()
    return answer.inner_text()


def start_anew(page: Page) -> None:
    """Turns to a new conversation."""
    page.click("#docent-new")
    page.locator(".d-empty").wait_for()
