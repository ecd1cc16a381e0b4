"""LangChain\'s hybrid retrieval with its defaults, in an environment of its own. Imports nothing of ours.

Reads a job (JSON) from the first argument and writes the hits to the second: see `bench/retrieval.py`.
"""

import json
import sys
from pathlib import Path
from typing import Any

from langchain_classic.retrievers import EnsembleRetriever  # type: ignore[import-not-found]  # not in our environment
from langchain_community.document_loaders import PyPDFLoader  # type: ignore[import-not-found]
from langchain_community.retrievers import BM25Retriever  # type: ignore[import-not-found]
from langchain_community.vectorstores import FAISS  # type: ignore[import-not-found]
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings  # type: ignore[import-not-found]
from langchain_text_splitters import RecursiveCharacterTextSplitter


def documents(job: dict[str, Any]) -> list[Document]:  # Any: JSON
    """PDF files page by page through the library's loader, or texts with their titles."""
    pages = [page for path in job["files"] for page in PyPDFLoader(path).load()]
    texts = [Document(f"{row['title']}\n{row['text']}", metadata={"source": row["id"]}) for row in job["texts"]]
    return pages + texts


def main(job_file: str, out: str) -> None:
    """The best `count` places of each question, as [document, page]."""
    job = json.loads(Path(job_file).read_text(encoding="utf-8"))
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
    chunks = splitter.split_documents(documents(job))
    count = job["count"]
    vectors = FAISS.from_documents(chunks, HuggingFaceEmbeddings(model_name=job["model"]))
    retriever = EnsembleRetriever(
        retrievers=[BM25Retriever.from_documents(chunks, k=count), vectors.as_retriever(search_kwargs={"k": count})],
        weights=[0.5, 0.5],
    )
    hits = {
        row["id"]: [
            [Path(hit.metadata["source"]).name, int(hit.metadata.get("page", 0)) + 1]
            for hit in retriever.invoke(row["question"])
        ]
        for row in job["questions"]
    }
    Path(out).write_text(json.dumps({"chunks": len(chunks), "hits": hits}), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
