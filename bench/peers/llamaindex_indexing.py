"""LlamaIndex's way from a folder to a vector index, run in an environment of its own. Imports nothing of ours.

Reads a job (JSON: folder, model, out, and characters or null for the library's own chunk size) and prints what it did.
"""

import json
import sys
import time
from pathlib import Path

BEGUN = time.perf_counter()

from llama_index.core import SimpleDirectoryReader, VectorStoreIndex  # type: ignore[import-not-found]  # noqa: E402
from llama_index.core.node_parser import SentenceSplitter  # type: ignore[import-not-found]  # noqa: E402
from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]  # noqa: E402

CHARACTERS_A_TOKEN = 4  # the library counts tokens, we count characters


def main(job_file: str) -> None:
    """Indexes the folder and prints seconds until ready, seconds of work, pages and chunks."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    model = HuggingFaceEmbedding(model_name=job["model"])
    ready = time.perf_counter()
    pages = SimpleDirectoryReader(job["folder"], recursive=True).load_data()
    size = job["characters"]
    splitter = SentenceSplitter() if size is None else SentenceSplitter(chunk_size=size // CHARACTERS_A_TOKEN, chunk_overlap=0)
    nodes = splitter.get_nodes_from_documents(pages)
    VectorStoreIndex(nodes, embed_model=model).storage_context.persist(job["out"])
    done = time.perf_counter()
    print(json.dumps({"start_s": ready - BEGUN, "work_s": done - ready, "pages": len(pages), "chunks": len(nodes)}))


if __name__ == "__main__":
    main(sys.argv[1])
