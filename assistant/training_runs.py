"""Tuning as child processes: started, found again, stopped, gone on with. Knows nothing of how a model is tuned.

A child has a session of its own, so that it outlives the server, and a low priority, so that the pages stay quick. It finds
the server's settings in its environment.

    TUNING/runs/NAME/   a run (assistant.tuning); asked.json and asked.toml are what was asked for, log.txt what was said
    TUNING/data/NAME/   examples, as `python -m finetune prepare` leaves them
    TUNING/job.json     the child that was started last; ended.json is the one that ended last, with its exit code
"""

import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from assistant.errors import Problem
from assistant.settings import Settings, as_environment
from assistant.tuning import Row, RunFolder, runs
from indexer.disk import write_atomically

logger = logging.getLogger(__name__)

Kind = Literal["prepare", "train", "evaluate"]
PROGRAM = (sys.executable, "-m", "finetune")
ROOT = Path(__file__).parents[1]
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)  # never begins like an option, never leaves its folder
DEFAULT = "default"  # the examples that `prepare` makes where it is told no folder: they lie in data/ itself
METHODS = ("lora", "adalora", "prefix", "full")
LIMITS: Mapping[str, tuple[float, float]] = {
    "epochs": (0.05, 20.0),
    "rank": (1, 128),
    "tokens": (128, 8192),
    "learning_rate": (1e-6, 0.1),
}
LONGEST_REASON = 500  # characters
NICE = 10  # a child gives way to the server by so much
PATIENCE = timedelta(seconds=20)  # after which a child that was told to stop is ended
LOG_BYTES = 60_000  # of a log's end that is looked at
PROMOTING_S = 900.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """A run that an admin asks for."""

    name: str
    data: str  # the name of prepared examples
    method: str = "lora"
    epochs: float = 1.0
    tokens: int = 1024  # of one sequence
    rank: int = 32  # of LoRA's and AdaLoRA's matrices
    learning_rate: float = 8e-4  # at its highest

    def wrong(self) -> tuple[str, ...]:
        """The names of the fields that cannot be used."""
        found = [field for field in ("name", "data") if not NAME.fullmatch(getattr(self, field))]
        found += ["method"] if self.method not in METHODS else []
        numbers = {field: getattr(self, field) for field in LIMITS}
        return (*found, *(field for field, value in numbers.items() if not LIMITS[field][0] <= value <= LIMITS[field][1]))

    def toml(self) -> str:
        """The file for `train --config`; every value in it was checked."""
        rows = [f'method = "{self.method}"', f"epochs = {float(self.epochs)}", f"tokens = {int(self.tokens)}"]
        # twice the rank, as by default: what the matrices add keeps its scale
        rows += [f"rank = {int(self.rank)}", f"alpha = {2.0 * self.rank}", f"learning_rate = {float(self.learning_rate)}"]
        return "\n".join(["[training]", *rows, ""])


@dataclass(frozen=True, slots=True)
class Job:
    """A child process."""

    kind: Kind
    name: str  # of the run, or of the examples
    process: int
    by: str  # who started it
    started: datetime
    stopping: datetime | None = None  # when it was told to stop
    code: int | None = None  # what it ended with, where the server that started it saw its end

    def to_json(self) -> dict[str, Any]:  # Any: JSON
        """The content of job.json."""
        stopping = None if self.stopping is None else self.stopping.isoformat()
        return asdict(self) | {"started": self.started.isoformat(), "stopping": stopping}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Job":  # Any: JSON
        """The job of a job.json."""
        stopping = None if row["stopping"] is None else datetime.fromisoformat(row["stopping"])
        return cls(**{**row, "started": datetime.fromisoformat(row["started"]), "stopping": stopping})


class TrainingRuns:
    """The runs of a folder, and the one child process that may work on them."""

    def __init__(self, settings: Settings, program: Sequence[str] = PROGRAM) -> None:
        self._settings = settings
        self._folder = settings.tuning.folder
        self._program = tuple(program)
        self._lock = threading.Lock()
        self._end: threading.Thread | None = None

    def all(self) -> list[RunFolder]:
        """All runs, the newest first."""
        self._settle()
        return runs(self._folder / "runs")

    def run(self, name: str) -> RunFolder:
        """One run.

        Raises:
            Problem: there is none of that name.
        """
        found = self.known(name)
        if found is None:
            raise Problem(f"there is no run called {name}: choose one of the list")
        return found

    def known(self, name: str) -> RunFolder | None:
        """One run; None where there is none of that name, or none yet."""
        self._settle()
        found = RunFolder(self._folder / "runs" / _checked(name))
        return found if (found.folder / "state.json").is_file() else None

    def data(self) -> tuple[str, ...]:
        """The names of prepared examples, the newest first."""
        folder = self._folder / "data"
        found = {path: path.parent.name for path in folder.glob("*/train.jsonl") if NAME.fullmatch(path.parent.name)}
        found |= dict.fromkeys(folder.glob("train.jsonl"), DEFAULT)
        return tuple(found[path] for path in sorted(found, key=lambda path: path.stat().st_mtime, reverse=True))

    def data_report(self, name: str) -> Row | None:
        """What the examples of a run were made of and what was left out; None where nothing says so."""
        wanted = self._asked(name)
        path = None if wanted is None else self._examples(wanted.data) / "data.json"
        return json.loads(path.read_text(encoding="utf-8")) if path is not None and path.is_file() else None

    def job(self) -> Job | None:
        """What works at this moment, whichever server started it, or somebody on a command line."""
        job = self.last()
        return job if job is not None and (self._waited_for(job) or belongs(job.process)) else self._by_hand()

    def last(self) -> Job | None:
        """The child that was started last, whether it works or not."""
        job, ended = self._kept("job.json"), self._kept("ended.json")
        if job is None or ended is None or (ended.process, ended.started) != (job.process, job.started):
            return job
        return replace(job, code=ended.code)

    def wait(self) -> None:
        """Returns once the child that was started last has ended."""
        if self._end is not None:
            self._end.join()

    def start(self, wanted: Wanted, by: str) -> Job:
        """Starts a run.

        Raises:
            Problem: something else runs, the name is taken, or a value cannot be used.
        """
        wrong = wanted.wrong()
        if wrong:
            raise Problem(f"these values cannot be used: {', '.join(wrong)}; found {wanted}")
        if wanted.data not in self.data():
            raise Problem(f"there are no examples called {wanted.data}: prepare some first")
        folder = self._folder / "runs" / wanted.name
        if (folder / "state.json").exists():
            raise Problem(f"there is a run called {wanted.name} already: choose another name, or go on with that one")
        with self._lock:
            self._refuse_second()
            folder.mkdir(parents=True, exist_ok=True)
            write_atomically(folder / "asked.json", json.dumps(asdict(wanted)).encode())
            write_atomically(folder / "asked.toml", wanted.toml().encode())
            return self._train(wanted, by)

    def can_resume(self, name: str) -> bool:
        """Whether the page knows how to go on with a run: those that were started on a command line go on there."""
        state = self.run(name).state().state
        return state in ("stopped", "failed") and self._asked(name) is not None

    def resume(self, name: str, by: str) -> Job:
        """Goes on with a run that was stopped, from its last checkpoint.

        Raises:
            Problem: something else runs, or this run cannot be gone on with.
        """
        with self._lock:
            self._refuse_second()
            wanted = self._asked(name)
            if wanted is None or wanted.wrong() or not self.can_resume(name):
                raise Problem(f"{name} cannot be gone on with from here: only a run that was started here and stopped can")
            return self._train(wanted, by)

    def stop(self, now: datetime | None = None) -> Job:
        """Tells the child to stop; one that does not obey is ended when it is told again after a while.

        Raises:
            Problem: nothing runs.
        """
        now = now or datetime.now(UTC)
        with self._lock:
            job = self.job()
            if job is None:
                raise Problem("nothing runs that could be stopped")
            patient = job.stopping is None or now - job.stopping < PATIENCE
            _signal(job.process, signal.SIGTERM if patient else signal.SIGKILL)
            told = replace(job, stopping=job.stopping or now)
            self._keep(told)
        return told

    def prepare(self, name: str, by: str) -> Job:
        """Makes examples of the company's documents and of the answers that people rated good.

        Raises:
            Problem: something else runs, or the name cannot be used.
        """
        out = self._examples(name)
        with self._lock:
            self._refuse_second()
            return self._launch("prepare", name, by, ("prepare", "--documents", "--chats", "--out", str(out)), out)

    def evaluate(self, name: str, by: str) -> Job:
        """Measures a finished run on documents it never saw, against the model before it.

        Raises:
            Problem: something else runs, or there is no such run.
        """
        run = self.run(name)
        with self._lock:
            self._refuse_second()
            return self._launch("evaluate", name, by, ("evaluate", name, *self._questions(name)), run.folder)

    def promote(self, name: str, by: str, reason: str = "") -> str:
        """Lets the model of a run go live and returns what the gate said; a reason forces it.

        Raises:
            Problem: the gate refuses, with its words, or the reason is too long.
        """
        run = self.run(name)
        reason = " ".join(reason.split())
        if len(reason) > LONGEST_REASON or not reason.isprintable():
            raise Problem(f"the reason has {len(reason)} characters: write at most {LONGEST_REASON} that can be printed")
        forced = ("--force", f"--reason={reason}") if reason else ()  # in one word, so that it never reads as an option
        return self._call("promote", run.name, f"--by={by}", *forced)

    def lines(self, kind: Kind, name: str, count: int) -> list[str]:
        """The newest lines of what a child said, the oldest of them first."""
        folder = self._examples(name) if kind == "prepare" else self._folder / "runs" / _checked(name)
        path = folder / "log.txt"
        if not path.is_file():
            return []
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LOG_BYTES))
            text = file.read().decode("utf-8", errors="replace")
        # a progress bar writes over its own line
        return [line.rpartition("\r")[2] for line in text.rstrip().splitlines()][-count:]

    def _train(self, wanted: Wanted, by: str) -> Job:
        folder = self._folder / "runs" / wanted.name
        data = self._examples(wanted.data)
        command = ("train", wanted.name, "--data", str(data), "--config", str(folder / "asked.toml"))
        return self._launch("train", wanted.name, by, command, folder)

    def _launch(self, kind: Kind, name: str, by: str, command: Sequence[str], folder: Path) -> Job:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "log.txt").open("ab") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, {kind} {name}, started by {by}\n".encode())
            log.flush()
            child = subprocess.Popen(  # noqa: S603 - no shell, and every word of the command was checked
                [*self._program, *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
                start_new_session=True,
            )
        os.setpriority(os.PRIO_PROCESS, child.pid, min(19, os.getpriority(os.PRIO_PROCESS, 0) + NICE))
        job = Job(kind, name, child.pid, by, datetime.now(UTC))
        self._keep(job)
        self._end = threading.Thread(target=self._take_end, args=(job, child), name=f"{kind} {name}", daemon=True)
        self._end.start()
        return job

    def _waited_for(self, job: Job) -> bool:
        """Whether a job is a child of this server that has not ended; at first the system shows no command of it."""
        return self._end is not None and self._end.is_alive() and self._end.name == f"{job.kind} {job.name}"

    def _take_end(self, job: Job, child: "subprocess.Popen[bytes]") -> None:
        """Waits for a child: one that nobody waited for would look alive for ever."""
        write_atomically(self._folder / "ended.json", json.dumps(replace(job, code=child.wait()).to_json()).encode())

    def _call(self, *command: str) -> str:
        done = subprocess.run(  # noqa: S603 - as above
            [*self._program, *command],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=self._environment(),
            timeout=PROMOTING_S,
            check=False,
        )
        if done.returncode == 0:
            return done.stdout.strip()
        logger.warning("%s ended with %s: %s", command[0], done.returncode, done.stderr)
        raise Problem(done.stderr.strip() or done.stdout.strip())

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", ""))))
        return {**os.environ, **as_environment(self._settings), "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"}

    def _asked(self, name: str) -> Wanted | None:
        path = self._folder / "runs" / _checked(name) / "asked.json"
        return Wanted(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None

    def _questions(self, name: str) -> tuple[str, ...]:
        """The questions that were set aside when the examples of a run were prepared."""
        wanted = self._asked(name)
        path = None if wanted is None else self._examples(wanted.data) / "test.jsonl"
        return ("--qa", str(path)) if path is not None and path.is_file() else ()

    def _examples(self, name: str) -> Path:
        folder = self._folder / "data"
        return folder if name == DEFAULT else folder / _checked(name)

    def _refuse_second(self) -> None:
        job = self.job()
        if job is not None:
            raise Problem(f"{job.kind} {job.name} is still running: wait until it has finished, or stop it")

    def _by_hand(self) -> Job | None:
        """A run that somebody started on a command line."""
        for run in runs(self._folder / "runs"):
            state = run.state()
            if state.state == "running" and belongs(state.process):
                return Job("train", run.name, state.process, "", state.started)
        return None

    def _settle(self) -> None:
        """Writes down that a run was stopped, where its process ended before it could."""
        job = self.last()
        if job is None or job.kind != "train" or job.stopping is None or belongs(job.process):
            return
        run = RunFolder(self._folder / "runs" / job.name)
        if (run.folder / "state.json").is_file() and run.state().state == "failed":
            run.change(state="stopped", message="")

    def _kept(self, name: str) -> Job | None:
        path = self._folder / name
        try:
            return Job.from_json(json.loads(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise Problem(f"{path} cannot be read ({error}): remove it") from error

    def _keep(self, job: Job) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomically(self._folder / "job.json", json.dumps(job.to_json()).encode())


def belongs(process: int) -> bool:
    """Whether a process is one of tuning and alive: its number may have gone to another one since."""
    listing = Path(f"/proc/{process}/cmdline")
    if Path("/proc/self/cmdline").exists():
        try:
            command = listing.read_bytes()  # empty where it has ended and nobody has waited for it
        except OSError:
            return False
    else:
        asked = ["/bin/ps", "-o", "args=", "-p", str(process)]
        command = subprocess.run(asked, capture_output=True, check=False).stdout  # noqa: S603 - a number
    return b"finetune" in command


def _signal(process: int, number: signal.Signals) -> None:
    try:
        if os.getpgid(process) == process:  # one of ours, with what it has started in turn
            os.killpg(process, number)
        else:
            os.kill(process, number)
    except ProcessLookupError:
        logger.info("process %s had ended before it was told to", process)


def _checked(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Problem(f"a name has 1 to 64 letters, digits and . _ -, and begins with a letter or digit; found {name[:80]!r}")
    return name
