"""The graphics processor of this machine, if there is one. Knows nothing of models."""

import platform
import shutil
import sys


def accelerator() -> str | None:
    """PyTorch's name of the graphics processor, "cuda" or "mps"; None where there is none that PyTorch can use.

    PyTorch is only asked, which takes seconds, where the machine looks as if it had one.
    """
    if not may_have_accelerator():
        return None
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else None


def may_have_accelerator() -> bool:
    """Whether a driver's tool is installed, or this is an Apple machine of a kind that has one."""
    apple = sys.platform == "darwin" and platform.machine() == "arm64"
    return apple or shutil.which("nvidia-smi") is not None or shutil.which("rocm-smi") is not None
