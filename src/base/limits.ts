/** Longest actor or stream id, in UTF-16 code units. */
export const MAX_ID_LENGTH = 1_024;

/** Longest idempotency key, in UTF-16 code units. */
export const MAX_KEY_LENGTH = 256;

/** Milliseconds that a receiver remembers a sender's last send: a week. */
export const KEEP_MARKS_MS = 7 * 24 * 3_600_000;

/** Milliseconds that an answer under a key is kept, unless options differ. */
export const KEEP_ANSWERS_MS = 24 * 3_600_000;

/** Milliseconds between two times that expired rows are forgotten. */
export const EXPIRE_EVERY_MS = 600_000;

/** Rows that are forgotten at once. */
export const EXPIRE_AT_ONCE = 1_000;

/** Milliseconds after which what was taken leaves the record at the latest. */
export const ACKNOWLEDGE_MS = 1_000;

/** Sends from one actor to another that may be on their way. */
export const SENDS_ON_THEIR_WAY = 1_024;

/** Rows that a durable actor remembers beside those that wait for turns. */
export const KNOWN_ROWS = 64;

/** The bytes of such rows that it remembers. */
export const KNOWN_ROW_BYTES = 262_144;

/** Envelopes that an inbox holds before it refuses, unless options differ. */
export const INBOX_CAPACITY = 65_536;

/** Largest inbox capacity that options may ask for. */
export const MAX_INBOX_CAPACITY = 16_777_216;

/** How many calls may wait for room in one inbox, where its class lets them. */
export const MAX_WAITING = 65_536;

/** Most bytes of the context values that one envelope carries. */
export const MAX_CARRY_BYTES = 4_096;

/** Turns that one activation may take before the next one gets its run. */
export const TURNS_PER_RUN = 128;

/** Milliseconds of turns after which the event loop is given back. */
export const RUN_BUDGET_MS = 5;

/** Runs of actors at one instant of simulated time, unless options differ. */
export const RUNS_AT_ONCE = 1_000_000;

/** Most turns between two looks at the clock, which cost more than a turn. */
export const TURNS_PER_CLOCK_READ = 64;

/** Longest delay of a timer in milliseconds: what `setTimeout` can hold. */
export const MAX_DELAY_MS = 2_147_483_647;

/** Reminders of one actor. */
export const MAX_REMINDERS = 1_000;

/** Shortest distance between two ticks of a reminder, in milliseconds. */
export const MIN_REMINDER_MS = 1_000;

/** Longest time until a reminder's tick, in milliseconds: a hundred years. */
export const MAX_REMINDER_MS = 3_155_760_000_000;

/** Longest cron pattern, in UTF-16 code units. */
export const MAX_CRON_LENGTH = 1_024;

/** Milliseconds after which a tick that did not fire was missed. */
export const MISSED_AFTER_MS = 60_000;

/** Tries of what a durable actor fails on, before it is parked. */
export const MAX_TRIES = 10;

/** Milliseconds until the first of them is made again, doubled each time. */
export const RETRY_MIN_MS = 1_000;

/** Milliseconds between two of them at most. */
export const RETRY_MAX_MS = 300_000;

/**
 * Milliseconds within which the next reminder must be due for an actor to stay
 * live that nothing but reminders has woken.
 */
export const WOKEN_REST_MS = 60_000;

/** Due actors that an engine asks its store for at once. */
export const WAKE_WINDOW = 4_096;

/** Actors that an engine wakes at once. */
export const MAX_WAKING = 256;

/** Actors or calls seen to before the event loop gets its chance. */
export const SEEN_AT_ONCE = 1_000;

/** Calls of one chain, each made and awaited for the one before. */
export const MAX_CHAIN = 64;

/** Milliseconds that a call may take, unless options differ. */
export const CALL_TIMEOUT_MS = 30_000;

/**
 * Milliseconds that a timer is due before it is told that its own turn seems to
 * wait for it, and more where that is less sure.
 */
export const SEEMING_SELF_WAIT_MS = 5_000;
export const MAYBE_SELF_WAIT_MS = 30_000;

/** Values of one streaming reply that may be on their way. */
export const STREAMING_CREDIT = 16;

/** Milliseconds that a streaming reply waits for its consumer to go on. */
export const REPLY_IDLE_MS = 300_000;

/** Times that a generator is asked to end which yields instead. */
export const MAX_RETURNS = 16;

/** Milliseconds in which a failed call may be awaited before it is told. */
export const UNAWAITED_MS = 250;

/** Milliseconds in which failures are gathered that are told together. */
export const GATHERED_MS = 50;

/** Failed calls that wait to be told. */
export const UNAWAITED_FAILURES = 10_000;

/** Failures and dead letters that an engine keeps, always. */
export const KEPT_INCIDENTS = 100;

/** Longest line that an engine keeps of an error, in UTF-16 code units. */
export const MAX_INCIDENT_LENGTH = 500;

/** Most bytes of a durable actor's record, unless options differ. */
export const MAX_RECORD_BYTES = 786_432;

/** Bytes of a record from which on a log line warns of it. */
export const WARN_RECORD_BYTES = 262_144;

/** Times that an actor's record is tried to be erased that is written again. */
export const MAX_ERASE_TRIES = 10;

/**
 * Milliseconds that a mark is kept beyond the time in which its send may be
 * sent again: it may have waited in an inbox.
 */
export const MARK_MARGIN_MS = 3_600_000;

/** Milliseconds after which a commit is told of that is not answered. */
export const SLOW_COMMIT_MS = 10_000;

/** Milliseconds that the wall clock may be ahead of an engine's. */
export const CLOCK_SLACK_MS = 1_000;

/** Milliseconds between two looks at the wall clock, while reminders wait. */
export const CLOCK_LOOK_MS = 30_000;

/** Turns of an engine that may be ahead of their commits. */
export const MAX_UNCOMMITTED = 1_000;

/** Milliseconds that `stop()` waits for accepted work to finish. */
export const DRAIN_TIMEOUT_MS = 10_000;

/** Port of the inspector, unless options differ or it is taken. */
export const INSPECTOR_PORT = 4_321;

/** Clients that an inspector serves at once. */
export const MAX_INSPECTOR_CLIENTS = 16;

/** Longest question to an inspector, in UTF-16 code units. */
export const MAX_QUESTION_LENGTH = 65_536;

/** Questions that one client may ask within a second. */
export const MAX_QUESTIONS_PER_SECOND = 200;

/** HTTP requests of one address and kind that are answered within a second. */
export const MAX_REQUESTS_PER_SECOND = 200;

/** Addresses whose requests an inspector counts, each by itself. */
export const COUNTED_ADDRESSES = 256;

/** Connections that an inspector keeps open at once, clients included. */
export const MAX_INSPECTOR_CONNECTIONS = 64;

/** Milliseconds within which the head of a request must arrive. */
export const HEAD_TIMEOUT_MS = 5_000;

/** Longest head of a request in bytes. */
export const MAX_HEAD_BYTES = 16_384;

/** Milliseconds that a connection may be idle between two requests. */
export const KEEP_ALIVE_MS = 5_000;

/** Bytes that an inspector writes before it looks at the clock again. */
export const WRITE_SLICE_BYTES = 65_536;

/** Milliseconds within which a peer must read such a slice. */
export const WRITE_TIMEOUT_MS = 10_000;

/** Bytes that an inspector reads at once. */
export const MAX_READ_BYTES = 16_384;

/** Milliseconds between two pings; a client answers each within as long. */
export const PING_MS = 15_000;

/** Milliseconds that a peer gets to close its end of a connection. */
export const CLOSE_TIMEOUT_MS = 1_000;

/** Milliseconds between two tries to accept a connection. */
export const ACCEPT_RETRY_MS = 1_000;

/** Bytes of answers that a client may leave unread. */
export const MAX_UNREAD_BYTES = 8_388_608;

/** Messages of one client that may run at once. */
export const MAX_SENT_AT_ONCE = 16;

/** Milliseconds that the inspector waits for a message's result. */
export const SEND_TIMEOUT_MS = 10_000;

/** Rows of one answer of the inspector. */
export const MAX_ROWS = 500;

/** Edges of one graph of the inspector. */
export const MAX_EDGES = 1_000;

/** Dead letters, and other events, that the inspector keeps. */
export const KEPT_EVENTS = 1_000;

/** Timed turns that the inspector keeps. */
export const KEPT_TURNS = 10_000;

/** Turns of one actor that the inspector shows. */
export const SHOWN_TURNS = 50;

/** Recorded turns that the inspector keeps. */
export const TIMELINE_TURNS = 20_000;

/** Arrivals that the inspector notes between two looks, of all actors. */
export const WATCHED_ARRIVALS = 2_000;

/** Arrivals that it notes between two looks, of one actor. */
export const WATCHED_ARRIVALS_OF_ONE = 50;

/** Methods of actors whose turns the inspector times, each by itself. */
export const TIMED_METHODS = 50_000;

/** Callers of actors that the inspector counts, each by itself. */
export const COUNTED_CALLERS = 50_000;

/** Longest text that the inspector makes of one value, in UTF-16 code units. */
export const MAX_SHOWN_LENGTH = 4_000;

/**
 * Longest text that the inspector makes of a state, in UTF-16 code units: one
 * that is edited must fit into a question.
 */
export const MAX_STATE_LENGTH = 48_000;

/** Sends of an outbox that the inspector shows. */
export const SHOWN_SENDS = 100;

/** Rows beside a record that the inspector shows. */
export const SHOWN_ROWS = 100;

/** Milliseconds from which on a reminder's tick is late. */
export const LATE_MS = 1_000;

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
