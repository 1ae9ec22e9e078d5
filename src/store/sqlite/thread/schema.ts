/** Says in a file's header whose it is: "Bkst". */
export const APPLICATION_ID = 0x426b7374;

/** The version of the schema, in the file's header. */
export const SCHEMA_VERSION = 1;

/**
 * An actor has a row from its first commit on, and a short key for what
 * belongs to it. Its record is in that row: `version` is 0 where it has none.
 *
 * A record is found by its actor's name, what is due by its time, and what has
 * expired by that. The name alone is text that others may read as well.
 */
export const SCHEMA = `
  CREATE TABLE actor (
    key INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    epoch REAL,
    wake_at REAL,
    committed_at REAL NOT NULL,
    bytes BLOB
  ) STRICT;
  CREATE UNIQUE INDEX actor_name ON actor (type, id);
  CREATE INDEX actor_due ON actor (wake_at, type, id)
    WHERE wake_at IS NOT NULL;
  CREATE TABLE actor_row (
    actor INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    expires_at REAL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (actor, kind, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX actor_row_expired ON actor_row (expires_at)
    WHERE expires_at IS NOT NULL;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;
