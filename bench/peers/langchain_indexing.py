"""LangChain's way from a folder to a FAISS index, run in an environment of its own. Imports nothing of ours.

Reads a job (JSON: folder, model, out, and characters or null for the library's own chunk size) and prints what it did.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

BEGUN = time.perf_counter()

from langchain_community.document_loaders import PyPDFLoader, TextLoader  # type: ignore[import-not-found]  # noqa: E402
from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found]  # noqa: E402
from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]  # noqa: E402
from langchain_text_splitters import RecursiveCharacterTextSplitter  # noqa: E402


def splitter(characters: int | None) -> Any:  # Any: not in our environment
    """The library's splitter: of the size asked for and without overlap, or as it comes."""
    if characters is None:
        return RecursiveCharacterTextSplitter()
    return RecursiveCharacterTextSplitter(chunk_size=characters, chunk_overlap=0)


def main(job_file: str) -> None:
    """Indexes the folder and prints seconds until ready, seconds of work, pages and chunks."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    embeddings = HuggingFaceEmbeddings(model_name=job["model"])
    ready = time.perf_counter()
    files = [path for path in sorted(Path(job["folder"]).rglob("*")) if path.is_file()]
    loaders = [PyPDFLoader(str(path)) if path.suffix == ".pdf" else TextLoader(str(path), encoding="utf-8") for path in files]
    pages = [page for loader in loaders for page in loader.load()]
    chunks = splitter(job["characters"]).split_documents(pages)
    FAISS.from_documents(chunks, embeddings).save_local(job["out"])
    done = time.perf_counter()
    print(json.dumps({"start_s": ready - BEGUN, "work_s": done - ready, "pages": len(pages), "chunks": len(chunks)}))


if __name__ == "__main__":
    main(sys.argv[1])
