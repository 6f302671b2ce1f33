-- When the clock acts, in microseconds since 1970. Cases of before have no
-- deadlines, so that none of them has a moment.
ALTER TABLE standing_case ADD COLUMN wakes INTEGER;
CREATE INDEX case_by_clock ON standing_case (wakes, id) WHERE wakes IS NOT NULL;

-- How far the clock was set. One row, once it was.
CREATE TABLE clock (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  stands   INTEGER NOT NULL
) STRICT;
