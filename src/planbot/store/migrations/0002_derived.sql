-- What keeps the derived indexes true: embeddings by text, and the documents whose indexes are being changed.

CREATE TABLE vectors (
    model  TEXT NOT NULL,
    hash   BLOB NOT NULL,               -- of the embedded text
    vector BLOB NOT NULL,               -- float32, little-endian, unit length
    UNIQUE (hash, model)
);

CREATE TABLE pending (
    document TEXT PRIMARY KEY           -- its rows in the derived indexes may be more than the truth
) WITHOUT ROWID;
