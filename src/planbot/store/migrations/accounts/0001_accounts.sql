-- Who may use this planbot. Kept apart from the documents, so that a copy of these carries no secret.

CREATE TABLE accounts (
    name     TEXT PRIMARY KEY,
    role     TEXT NOT NULL,             -- reader, editor or admin
    password TEXT NOT NULL,             -- argon2id
    added_at TEXT NOT NULL              -- UTC, ISO 8601, as every time here
) WITHOUT ROWID;

CREATE TABLE sessions (
    digest     TEXT PRIMARY KEY,        -- SHA-256 of what the cookie holds
    account    TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
    begun      REAL NOT NULL,           -- seconds since 1970
    expires    REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX sessions_account ON sessions (account);

CREATE TABLE tokens (
    name     TEXT PRIMARY KEY,
    digest   TEXT NOT NULL UNIQUE,      -- SHA-256 of the token
    role     TEXT NOT NULL,
    added_at TEXT NOT NULL,
    expires  REAL                       -- seconds since 1970; NULL: never
) WITHOUT ROWID;
