-- What people and models add to the ledger. Corrections outlive the document's versions: row ids follow from words and place.

CREATE TABLE corrections (
    target     TEXT PRIMARY KEY,        -- id of a ledger row, which need not exist now
    correction TEXT NOT NULL,           -- types.Correction as JSON
    changed_at TEXT NOT NULL            -- UTC, ISO 8601
) WITHOUT ROWID;

CREATE TABLE model_readings (
    document TEXT PRIMARY KEY REFERENCES documents (id) ON DELETE CASCADE,
    model    TEXT NOT NULL              -- which proposed rows for this version of the document
) WITHOUT ROWID;
