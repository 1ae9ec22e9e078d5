/** Milliseconds to try until there is a server, unless options differ. */
export const CONNECT_TIMEOUT_MS = 30_000;

/** Bytes that a server of a cluster must let one packet have. */
export const MIN_PACKET_BYTES = 65_536;

/** Milliseconds that one try to connect to a NATS server may take. */
export const NATS_DIAL_MS = 2_000;

/** Milliseconds between two pings of a NATS server; two may be unanswered. */
export const NATS_PING_MS = 2_000;

/** Milliseconds that a NATS server may take to answer. */
export const NATS_REQUEST_MS = 4_000;

/** Milliseconds between two tries of what a NATS server did not do. */
export const NATS_RETRY_MS = 100;

/** Most milliseconds by which that differs by chance. */
export const NATS_RETRY_SPREAD_MS = 150;

/** Milliseconds between two warnings that there is no NATS server. */
export const NATS_WARN_EVERY_MS = 5_000;

/** Milliseconds that a server may take until it watches a bucket. */
export const NATS_WATCH_MS = 1_500;

/** Milliseconds between two signs of life of a bucket's watch. */
export const NATS_HEARTBEAT_MS = 1_000;

/** Milliseconds without one after which it is watched anew. */
export const NATS_SILENCE_MS = 3_000;

/** Milliseconds that a bucket must be missing for before it is lost. */
export const NATS_LOST_MS = 10_000;

/** Seconds that a bucket remembers that an entry was deleted. */
export const NATS_TOMBSTONE_S = 3_600;
