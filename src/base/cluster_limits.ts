/** Shards of a cluster, unless options differ, and at most. */
export const SHARDS = 256;
export const MAX_SHARDS = 4_096;

/**
 * Bytes of a payload, at least and at most, that goes to a node once for all of
 * its subscribers there: no more than a message that is not cut.
 */
export const SHARED_BODY_BYTES: readonly [least: number, most: number] = [
  128,
  30_000,
];

/** Milliseconds until it is looked again for a shard without open turns. */
export const QUIET_LOOK_MS = 50;

/** Milliseconds after which one with open turns is given away all the same. */
export const QUIET_WAIT_MS = 10_000;

/** Milliseconds after which the home of an unused stream is forgotten. */
export const HOME_IDLE_MS = 60_000;

/** Milliseconds that a report of a cluster waits for other nodes. */
export const REPORT_MS = 500;

/** Longest name of a node, in characters. */
export const MAX_NODE_NAME_LENGTH = 64;

/** Most bytes of an entry of a cluster's bucket that is read. */
export const MAX_ENTRY_BYTES = 262_144;

/** Milliseconds that a node's lease lasts, from when its renewal was asked. */
export const LEASE_MS = 20_000;

/**
 * Milliseconds by which a node gives its lease up earlier, and others wait
 * longer: enough where one clock is 1% fast, and the other 1% slow.
 */
export const LEASE_MARGIN_MS = 500;

/** Milliseconds between two renewals of a lease. */
export const RENEW_MS = 5_000;

/** Milliseconds after which a renewal that has no answer is asked again. */
export const RENEW_AGAIN_MS = 1_000;

/**
 * Milliseconds between two renewals of one's own from which on others may have
 * been as unable to renew theirs: their time starts anew.
 */
export const OUTAGE_MS = 8_000;

/** Milliseconds after which a bucket's answer is not waited for any more. */
export const ASK_BUCKET_MS = 5_000;

/** Milliseconds that a node that ends takes to tell others by its bucket. */
export const CLOSE_BUCKET_MS = 2_000;

/** Probes of a node that all find nothing there, before it is declared dead. */
export const PROBES = 3;

/** Milliseconds between two of them. */
export const PROBE_EVERY_MS = 700;

/**
 * Milliseconds without a connection after which a node begins nothing, for
 * others may declare it dead: they take longer, for as many probes.
 */
export const UNHEARD_MS = 1_000;

/**
 * Milliseconds after a reconnect in which others may be unreachable, for they
 * connect again, too.
 */
export const REACH_GRACE_MS = 10_000;

/** Milliseconds after which any node claims a shard that has no owner. */
export const CLAIM_ANY_MS = 1_000;

/** Shards that a node claims at once. */
export const CLAIMS_AT_ONCE = 128;

/** Milliseconds without news of the nodes before shards are evened out. */
export const REBALANCE_AFTER_MS = 1_000;

/** Shards that a node hands over at once. */
export const HANDOVERS_AT_ONCE = 4;

/** Shards that a node hands over in a second, unless it leaves. */
export const HANDOVERS_A_SECOND = 16;

/** Milliseconds between two looks at which shards to claim or to give away. */
export const OWNERSHIP_LOOK_MS = 20;

/** Milliseconds until what a bucket or a store has refused is tried again. */
export const OWNERSHIP_RETRY_MS = 1_000;

/** Dead nodes whose ids are remembered. */
export const KNOWN_DEAD = 1_024;

/** Calls of a node that may wait for nodes that serve their actors. */
export const MAX_HELD_CALLS = 65_536;

/** Milliseconds until a node is asked again that has sent a call back. */
export const MOVED_RETRY_MS = 50;

/** Milliseconds that a call which was given up waits for what became of it. */
export const ABORT_GRACE_MS = 500;

/** Milliseconds that a node gets to say that it is there. */
export const PROBE_MS = 1_000;

/** Milliseconds that the home of a stream sends to a node that reads it. */
export const READER_LEASE_MS = 90_000;

/** Milliseconds after which such a node says so again. */
export const READER_RENEW_MS = 30_000;

/** Milliseconds that a call waits before it is looked for a deadlock. */
export const PROBE_WAITS_MS = 50;

/** Milliseconds until it is looked again. */
export const REPROBE_WAITS_MS = 1_000;

/** Milliseconds that a node which leaves waits for others to know. */
export const PART_MS = 2_000;

/** Milliseconds between two looks whether they do. */
export const PART_LOOK_MS = 5;

/** Milliseconds that a node which has not joined is waited for as it leaves. */
export const LEAVE_UNJOINED_MS = 2_000;
