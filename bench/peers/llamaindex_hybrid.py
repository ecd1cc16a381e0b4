"""LlamaIndex\'s hybrid retrieval with its defaults, in an environment of its own. Imports nothing of ours.

Reads a job (JSON) from the first argument and writes the hits to the second: see `bench/retrieval.py`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from llama_index.core import (  # type: ignore[import-not-found]  # not in our environment
    Document,
    MockEmbedding,
    Settings,
    SimpleDirectoryReader,
    VectorStoreIndex,
)
from llama_index.core.llms import MockLLM  # type: ignore[import-not-found]
from llama_index.core.node_parser import SentenceSplitter  # type: ignore[import-not-found]
from llama_index.core.retrievers import QueryFusionRetriever  # type: ignore[import-not-found]
from llama_index.embeddings.huggingface import HuggingFaceEmbedding  # type: ignore[import-not-found]
from llama_index.retrievers.bm25 import BM25Retriever  # type: ignore[import-not-found]


def documents(job: dict[str, Any]) -> list[Document]:  # Any: JSON
    """PDF files page by page through the library's reader, or texts with their titles."""
    pages = SimpleDirectoryReader(input_files=job["files"]).load_data() if job["files"] else []
    texts = [
        Document(text=f"{row['title']}\n{row['text']}", doc_id=row["id"], metadata={"file_name": row["id"]},
                 excluded_embed_metadata_keys=["file_name"])
        for row in job["texts"]
    ]  # fmt: skip
    return pages + texts


def main(job_file: str, out: str) -> None:
    """The best `count` places of each question, as [document, page]."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    Settings.embed_model = MockEmbedding(1)  # nothing is embedded by accident with a model from the network
    nodes = SentenceSplitter().get_nodes_from_documents(documents(job))
    count = job["count"]
    index = VectorStoreIndex(nodes, embed_model=HuggingFaceEmbedding(model_name=job["model"]))
    retriever = QueryFusionRetriever(
        [
            index.as_retriever(similarity_top_k=count),
            BM25Retriever.from_defaults(nodes=nodes, similarity_top_k=count),
        ],
        llm=MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=count,
        use_async=False,
    )
    hits = {
        row["id"]: [
            [hit.metadata["file_name"], int(hit.metadata.get("page_label", 1))] for hit in retriever.retrieve(row["question"])
        ]
        for row in job["questions"]
    }
    Path(out).write_text(json.dumps({"chunks": len(nodes), "hits": hits}), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
