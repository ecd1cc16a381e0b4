"""The tables of accounts, sessions, tokens and attempts to sign in. Knows nothing of what they are used for."""

FILE = "people.sqlite"
FORMAT = 2

SCHEMA = """
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL, groups TEXT NOT NULL,
    language TEXT NOT NULL, active INTEGER NOT NULL, must_change INTEGER NOT NULL, password TEXT NOT NULL,
    password_changes INTEGER NOT NULL DEFAULT 0, mail TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE sessions (
    token TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES accounts(id), opened REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE INDEX sessions_of_person ON sessions(person);
CREATE TABLE tokens (
    id TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, person TEXT NOT NULL REFERENCES accounts(id), created REAL NOT NULL
) STRICT;
CREATE TABLE attempts (key TEXT PRIMARY KEY, failures INTEGER NOT NULL, last REAL NOT NULL, until REAL NOT NULL) STRICT;
-- here and not in Python: no way of changing an account can forget to end its sessions, whichever process changes it
CREATE TRIGGER end_sessions AFTER UPDATE OF role, active, password_changes ON accounts
BEGIN DELETE FROM sessions WHERE person = NEW.id; END;
"""

# from a format to the next one
MIGRATIONS = {1: "ALTER TABLE accounts ADD COLUMN mail TEXT NOT NULL DEFAULT '';"}
