"""The tables of the bank of questions. Knows nothing of what they are used for."""

FORMAT = 1

# `action` in questions is the last thing done to that version; the row of JSON is the question as `quiz make` writes it
SCHEMA = """
CREATE TABLE questions (
    id TEXT NOT NULL, version INTEGER NOT NULL, current INTEGER NOT NULL, state TEXT NOT NULL, action TEXT NOT NULL,
    kind TEXT NOT NULL, skill TEXT NOT NULL, document TEXT NOT NULL, language TEXT NOT NULL, row TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT;
CREATE UNIQUE INDEX one_current ON questions(id) WHERE current = 1;
CREATE INDEX questions_of_document ON questions(document) WHERE current = 1;
CREATE TABLE history (
    number INTEGER PRIMARY KEY, question TEXT NOT NULL, version INTEGER NOT NULL, action TEXT NOT NULL,
    by TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL
) STRICT;
CREATE INDEX history_of_question ON history(question);
CREATE TABLE objections (
    number INTEGER PRIMARY KEY, question TEXT NOT NULL, version INTEGER NOT NULL, answer INTEGER NOT NULL,
    by TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL,
    outcome TEXT NOT NULL DEFAULT '', settled_by TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',
    settled_at TEXT NOT NULL DEFAULT '',
    FOREIGN KEY (question, version) REFERENCES questions(id, version)
) STRICT;
CREATE INDEX objections_of_question ON objections(question);
"""
