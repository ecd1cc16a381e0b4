"""A training run that is told to stop: it keeps the step it is at. Knows nothing of what is trained."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState


class StopWhenTold(TrainerCallback):
    """Ends a run after the step it is at, with a checkpoint to go on from.

    Of several processes none obeys: each would stop at another step, and the others would wait for it. They are killed, and a
    rerun goes on from their last regular checkpoint.
    """

    def __init__(self, told: Event) -> None:
        self._told = told

    def on_step_end(self, args: Any, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # Any: as in Trainer
        """Asks for a checkpoint and for the end once the run was told."""
        if self._told.is_set():
            control.should_save = control.should_training_stop = True


@contextmanager
def told_to_stop(processes: int) -> Iterator[Event]:
    """An event that is set by SIGTERM inside the block; never with several processes, or outside the main thread."""
    told = Event()

    def hear(_number: int, _frame: FrameType | None) -> None:
        told.set()

    if processes > 1 or threading.current_thread() is not threading.main_thread():
        yield told
        return
    before = signal.signal(signal.SIGTERM, hear)
    try:
        yield told
    finally:
        signal.signal(signal.SIGTERM, before)
