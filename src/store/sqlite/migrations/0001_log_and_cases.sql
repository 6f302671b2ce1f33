-- The log, the cases, and what they draw on.

-- The right edge of the Merkle tree, with the root it must give. One row.
CREATE TABLE tree (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  frontier BLOB NOT NULL,
  root     BLOB NOT NULL CHECK (length(root) = 32)
) STRICT;

-- The leaves, in the order of the log. Leaf 0 is the genesis, of no case.
CREATE TABLE entry (
  leaf    INTEGER PRIMARY KEY CHECK (leaf >= 0),
  case_id TEXT,
  seq     INTEGER,
  hash    BLOB NOT NULL CHECK (length(hash) = 32),
  bytes   BLOB NOT NULL,
  CHECK ((leaf = 0) = (case_id IS NULL)),
  CHECK ((case_id IS NULL) = (seq IS NULL))
) STRICT;
CREATE UNIQUE INDEX entry_of_case ON entry (case_id, seq);

-- The log only grows, whoever holds the pen.
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END;

-- What opens the commitments of an entry: a canonical JSON array. Apart from
-- the entries, so that an opening can be erased.
CREATE TABLE opening (
  leaf  INTEGER PRIMARY KEY REFERENCES entry (leaf),
  bytes BLOB NOT NULL
) STRICT;

-- Each case as its entries make it.
CREATE TABLE standing_case (
  id       TEXT PRIMARY KEY,
  workflow TEXT NOT NULL,
  closed   INTEGER NOT NULL CHECK (closed IN (0, 1)),
  seq      INTEGER NOT NULL CHECK (seq > 0),
  head     BLOB NOT NULL CHECK (length(head) = 32),
  digest   BLOB NOT NULL CHECK (length(digest) = 32),
  snapshot BLOB NOT NULL
) STRICT;
CREATE INDEX case_by_workflow ON standing_case (workflow, closed, id);
CREATE INDEX case_by_standing ON standing_case (closed, id);

-- Definitions and manifests by content hash.
CREATE TABLE definition (
  hash  BLOB PRIMARY KEY CHECK (length(hash) = 32),
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE manifest (
  hash       BLOB PRIMARY KEY CHECK (length(hash) = 32),
  bytes      BLOB NOT NULL,
  first_leaf INTEGER
) STRICT;
CREATE TABLE manifest_definition (
  manifest   BLOB NOT NULL REFERENCES manifest (hash),
  definition BLOB NOT NULL REFERENCES definition (hash),
  PRIMARY KEY (manifest, definition)
) STRICT, WITHOUT ROWID;
