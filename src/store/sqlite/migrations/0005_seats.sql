-- The register of seats: what entries have given and vacated, in the order of the
-- log. It can always be made again from the entries and their openings.
CREATE TABLE seat_change (
  number   INTEGER PRIMARY KEY,
  leaf     INTEGER NOT NULL REFERENCES entry (leaf),
  given    INTEGER NOT NULL CHECK (given IN (0, 1)),
  body     TEXT NOT NULL,
  seat     TEXT,
  person   TEXT,
  -- Of a seat given its first and last day; of one vacated, the first day without it.
  day      TEXT,
  last_day TEXT,
  -- A canonical JSON object of words by mark.
  marks    BLOB
) STRICT;
CREATE INDEX seat_change_by_body ON seat_change (body, number);
