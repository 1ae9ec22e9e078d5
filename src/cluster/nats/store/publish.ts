import { headers, type Msg, type MsgHdrs } from "@nats-io/transport-node";
import { StoreError } from "../../../store/store_error.ts";
import { isUnanswered } from "../failure.ts";
import type { Session } from "../session.ts";
import { COMMIT, FIELDS, NAMES } from "./message.ts";
import { OVERHEAD_BYTES } from "./stream_settings.ts";

/** A message that is to be written. */
export interface Outgoing {
  readonly subject: string;
  readonly bytes: Uint8Array;
  readonly fields: string;
  /** The names that hashes in its subject are of; empty where it has none. */
  readonly names?: string;
  /** After how many seconds the server forgets it; never unless given. */
  readonly forgetAfter?: number | undefined;
  /** The commit that it is by itself, if it is. */
  readonly commit?: string;
  /** What must be the last message of a subject; of its own unless given. */
  readonly expected?: Expected | undefined;
}

/** What must be the last message of a subject. */
export interface Expected {
  readonly seq: number;
  readonly subject?: string;
}

/** What has become of messages that were sent together. */
export type Published =
  /** All are written, the last one under that number. */
  | { readonly kind: "written"; readonly last: number }
  /** None is, for another was expected. */
  | { readonly kind: "conflict" }
  /** None is, and they may be sent again. */
  | { readonly kind: "unwritten" }
  /** It is not known whether they are. */
  | { readonly kind: "unknown" };

/** The most messages that the server writes at once. */
export const MAX_BATCH = 1_000;

const EXPECTED_SEQ = "Nats-Expected-Last-Subject-Sequence";
const EXPECTED_SUBJECT = "Nats-Expected-Last-Subject-Sequence-Subject";

/** Another was the last message of a subject, or one is just being written. */
const CONFLICTS = new Set([10_071, 10_164]);
/** The batch was not whole, or too many are under way. */
const PASSING = new Set([10_176, 10_210, 10_211, 10_008, 10_009]);
/** No room is left, by one limit or another. */
const FULL = new Set([10_023, 10_047, 10_077, 10_028, 10_002]);

/** Sends messages that are written together, or not at all. */
export async function publish(
  session: Session,
  id: string,
  messages: readonly Outgoing[],
  answerMs: number,
): Promise<Published> {
  assertSizes(session, messages);
  const answered = send(session, id, messages, answerMs)
    .then(readAnswer, readFailure);
  // An answer that was on its way when the connection was cut is lost.
  const cut = session.ended.then((): Published => ({ kind: "unknown" }));
  return await Promise.race([answered, cut]);
}

/** Throws before anything is sent that the server would not take. */
function assertSizes(
  { info: { max_payload: most } }: Session,
  messages: readonly Outgoing[],
): void {
  for (const { bytes, subject } of messages) {
    if (bytes.length + OVERHEAD_BYTES <= most) continue;
    throw new StoreError(
      `Cannot commit ${bytes.length} bytes on ${subject}: the NATS server's ` +
        `max_payload is ${most}; nothing was written`,
      { code: "failed" },
    );
  }
}

async function send(
  { nc }: Session,
  id: string,
  messages: readonly Outgoing[],
  answerMs: number,
): Promise<Msg> {
  const last = messages.length - 1;
  for (const [at, message] of messages.entries()) {
    const to = writeHeaders(message);
    if (last > 0) {
      to.set("Nats-Batch-Id", id);
      to.set("Nats-Batch-Sequence", `${at + 1}`);
    }
    if (at === last) {
      if (last > 0) to.set("Nats-Batch-Commit", "1");
      const options = { headers: to, timeout: answerMs };
      return await nc.request(message.subject, message.bytes, options);
    }
    nc.publish(message.subject, message.bytes, { headers: to });
  }
  throw new TypeError("Cannot send: there is no message");
}

function writeHeaders({
  commit,
  expected,
  fields,
  forgetAfter,
  names = "",
}: Outgoing): MsgHdrs {
  const to = headers();
  to.set(FIELDS, fields);
  if (names !== "") to.set(NAMES, names);
  if (commit !== undefined) to.set(COMMIT, commit);
  if (forgetAfter !== undefined) to.set("Nats-TTL", `${forgetAfter}s`);
  if (expected === undefined) return to;
  to.set(EXPECTED_SEQ, `${expected.seq}`);
  if (expected.subject !== undefined) {
    to.set(EXPECTED_SUBJECT, expected.subject);
  }
  return to;
}

/** Reads an answer; throws where the messages are refused for good. */
function readAnswer(answer: Msg): Published {
  const { error, seq = 0 } = answer.json<{
    readonly seq?: number;
    readonly error?: {
      readonly code: number;
      readonly err_code: number;
      readonly description: string;
    };
  }>();
  if (error === undefined) return { kind: "written", last: seq };
  const { code, description, err_code: number } = error;
  if (CONFLICTS.has(number)) return { kind: "conflict" };
  const isPassing = PASSING.has(number) || code === 503 && !FULL.has(number);
  if (isPassing) return { kind: "unwritten" };
  throw new StoreError(
    `Cannot commit: NATS says "${description}"; nothing was written`,
    { code: FULL.has(number) ? "disk-full" : "failed" },
  );
}

function readFailure(error: unknown): Published {
  // What ends a batch has reached no leader: no part of it is written.
  return { kind: isUnanswered(error) ? "unwritten" : "unknown" };
}
