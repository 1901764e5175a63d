-- What people say a document is, in place of what was read from it. No reference to documents: it outlives new versions and removal.

CREATE TABLE descriptions (
    document    TEXT PRIMARY KEY,
    description TEXT NOT NULL -- types.Description as JSON
) WITHOUT ROWID;
