-- The key store, a file of its own beside either database. What it holds is worthless without `wrapping/`.

-- closing: nothing uses it any more and its wrapping key is being erased; destroyed: no byte of its keys is left in
-- any file; recorded: the journal says so. It only ever goes forward, and a number is never used twice.
CREATE TABLE IF NOT EXISTS scope (
    no INTEGER PRIMARY KEY AUTOINCREMENT,
    incident TEXT NOT NULL,
    register TEXT NOT NULL,
    period TEXT NOT NULL,
    expires_on INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closing', 'destroyed', 'recorded')),
    UNIQUE (incident, register, period)
);

-- `wrapped_by` is the scope itself, or the longer-lived one that this subject was extended under.
CREATE TABLE IF NOT EXISTS subject_key (
    scope INTEGER NOT NULL,
    subject BLOB NOT NULL,
    wrapped BLOB NOT NULL,
    wrapped_by INTEGER NOT NULL,
    PRIMARY KEY (scope, subject)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS subject_key_extended ON subject_key (wrapped_by) WHERE wrapped_by <> scope;

-- Who let a scope, or one subject of it, live longer, and why. `subject` is empty for the whole scope.
CREATE TABLE IF NOT EXISTS extension (
    scope INTEGER NOT NULL,
    subject BLOB NOT NULL,
    at_ms INTEGER NOT NULL,
    until_day INTEGER NOT NULL,
    reason TEXT NOT NULL,
    first_member TEXT NOT NULL,
    second_member TEXT NOT NULL
);

-- Grows whenever a scope closes or moves its day: what a process keeps in memory is valid for one generation.
CREATE TABLE IF NOT EXISTS generation (number INTEGER NOT NULL);
INSERT INTO generation SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM generation);
