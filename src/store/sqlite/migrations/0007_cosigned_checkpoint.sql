-- The newest checkpoint with the signatures of witnesses, as the note that it is.
-- One row, once there is one. Entries of the log itself need no table: they stand
-- in `entry` under the empty name, which no case has.
CREATE TABLE cosigned (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  note     BLOB NOT NULL
) STRICT;
