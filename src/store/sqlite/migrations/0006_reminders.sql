-- Of what each case reminds, when (in microseconds since 1970), and whether that
-- was given to somebody. Cases of before have none until their next entry.
CREATE TABLE reminder (
  case_id  TEXT NOT NULL,
  deadline TEXT NOT NULL,
  at       INTEGER NOT NULL,
  given    INTEGER NOT NULL CHECK (given IN (0, 1)),
  PRIMARY KEY (case_id, deadline)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_by_moment ON reminder (at, case_id, deadline) WHERE given = 0;
