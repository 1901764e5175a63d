-- The truth: documents, their text, and what ingest understood of them.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    id         TEXT PRIMARY KEY,
    generation INTEGER NOT NULL UNIQUE, -- of this version; never given twice in a home
    path       TEXT NOT NULL UNIQUE,
    sha256     TEXT NOT NULL,
    listing    TEXT NOT NULL            -- types.Document as JSON
);
CREATE INDEX documents_sha256 ON documents (sha256);

CREATE TABLE texts (
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    text     TEXT NOT NULL
);

CREATE TABLE layouts (
    document  TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    read      TEXT NOT NULL,            -- types.ReadText as JSON, its text left out
    furniture TEXT NOT NULL,
    sections  TEXT NOT NULL
);

CREATE TABLE parts (
    document   TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    part       TEXT,
    title      TEXT,
    issuer     TEXT,
    region     TEXT,
    level      TEXT NOT NULL,
    year       INTEGER,
    kind       TEXT NOT NULL,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE chunks (
    row      INTEGER PRIMARY KEY,       -- names this passage of this version in every derived index
    id       TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    part     TEXT,
    section  TEXT NOT NULL,             -- JSON list
    context  TEXT NOT NULL,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    tokens   INTEGER NOT NULL,
    hash     BLOB NOT NULL              -- of the text that is embedded: context and passage
);
CREATE INDEX chunks_document ON chunks (document);
CREATE INDEX chunks_hash ON chunks (hash);

CREATE TABLE targets (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target   TEXT NOT NULL,             -- types.Target as JSON
    PRIMARY KEY (document, position)
);
