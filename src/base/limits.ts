/** Longest actor or stream id, in UTF-16 code units. */
export const MAX_ID_LENGTH = 1_024;

/** Envelopes that an inbox holds before it refuses, unless options differ. */
export const INBOX_CAPACITY = 65_536;

/** Largest inbox capacity that options may ask for. */
export const MAX_INBOX_CAPACITY = 16_777_216;

/** Turns that one activation may take before the next one gets its run. */
export const TURNS_PER_RUN = 128;

/** Milliseconds of turns after which the event loop is given back. */
export const RUN_BUDGET_MS = 5;

/** Most turns between two looks at the clock, which cost more than a turn. */
export const TURNS_PER_CLOCK_READ = 32;

/** Longest delay of a timer in milliseconds: what `setTimeout` can hold. */
export const MAX_DELAY_MS = 2_147_483_647;

/** Milliseconds that a call may take, unless options differ. */
export const CALL_TIMEOUT_MS = 30_000;

/** Milliseconds that `stop()` waits for accepted work to finish. */
export const DRAIN_TIMEOUT_MS = 10_000;

/** Deepest nesting of a payload, in containers; what is deeper is a cycle. */
export const MAX_DEPTH = 256;

/**
 * Deepest nesting on a wire. A copier that knows its type counts only what may
 * hold more of its own type, so what it lets pass can lie deeper.
 */
export const MAX_WIRE_DEPTH = 2 * MAX_DEPTH;

/** Largest encoded frame in bytes. */
export const MAX_FRAME_BYTES = 16_777_216;

/** Most entries in one encoded array, map or set. */
export const MAX_COLLECTION_SIZE = 1_048_576;

/**
 * Most objects that one message may be copied into, or one frame may make its
 * reader build: a byte is enough to ask for one, which takes a few hundred.
 */
export const MAX_FRAME_OBJECTS = 1_048_576;
