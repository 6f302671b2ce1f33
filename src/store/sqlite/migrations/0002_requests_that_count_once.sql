-- Keys of requests that count once, with what each came to. No answer is kept
-- here: it is read from the entries again. A key is free again from `until` on
-- (microseconds since 1970).
CREATE TABLE request_once (
  scope     TEXT NOT NULL,
  key       TEXT NOT NULL,
  request   BLOB NOT NULL CHECK (length(request) = 32),
  case_id   TEXT NOT NULL,
  first_seq INTEGER NOT NULL CHECK (first_seq > 0),
  last_seq  INTEGER NOT NULL CHECK (last_seq >= first_seq),
  until     INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_once_by_end ON request_once (until);
