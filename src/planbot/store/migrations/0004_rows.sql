-- What rows of the ledger are asked by, so that a question about one body reads its rows and not all of them.

CREATE TABLE ledger_rows (
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    part     TEXT,
    kind     TEXT NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;
CREATE INDEX ledger_rows_id ON ledger_rows (id);

CREATE TABLE ledger_names (
    name     TEXT NOT NULL,             -- of a body, place or population in the row, or of the row's issuer
    document TEXT NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (name, document, position)
) WITHOUT ROWID;
CREATE INDEX ledger_names_document ON ledger_names (document);

CREATE TRIGGER targets_asked_by AFTER INSERT ON targets BEGIN
    INSERT INTO ledger_rows VALUES (
        NEW.document, NEW.position, NEW.target ->> 'id', NEW.target ->> 'part', NEW.target ->> 'kind'
    );
    INSERT OR IGNORE INTO ledger_names
        SELECT value, NEW.document, NEW.position FROM json_each(NEW.target, '$.responsible')
        UNION SELECT value, NEW.document, NEW.position FROM json_each(NEW.target, '$.applies_to')
        UNION SELECT value ->> 'name', NEW.document, NEW.position FROM json_each(NEW.target, '$.actors')
        UNION SELECT NEW.target ->> 'issuer', NEW.document, NEW.position WHERE NEW.target ->> 'issuer' IS NOT NULL;
END;

INSERT INTO ledger_rows
    SELECT document, position, target ->> 'id', target ->> 'part', target ->> 'kind' FROM targets;
INSERT OR IGNORE INTO ledger_names
    SELECT value, document, position FROM targets, json_each(target, '$.responsible')
    UNION SELECT value, document, position FROM targets, json_each(target, '$.applies_to')
    UNION SELECT value ->> 'name', document, position FROM targets, json_each(target, '$.actors')
    UNION SELECT target ->> 'issuer', document, position FROM targets WHERE target ->> 'issuer' IS NOT NULL;
