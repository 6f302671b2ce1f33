-- Messages between cases that wait to be delivered. What they say is in the
-- entries that send them.
CREATE TABLE outbox (
  place     INTEGER PRIMARY KEY AUTOINCREMENT,
  from_case TEXT NOT NULL,
  seq       INTEGER NOT NULL CHECK (seq > 0),
  to_case   TEXT NOT NULL,
  number    INTEGER NOT NULL CHECK (number > 0),
  UNIQUE (from_case, to_case, number)
) STRICT;

-- The parent of a case that another one opened.
ALTER TABLE standing_case ADD COLUMN parent TEXT;
CREATE INDEX case_by_parent ON standing_case (parent, id) WHERE parent IS NOT NULL;
