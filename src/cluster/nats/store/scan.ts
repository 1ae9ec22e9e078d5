import { createInbox, type Msg, nuid } from "@nats-io/transport-node";
import type { Session } from "../session.ts";
import { inboxOf } from "../subject.ts";
import { within } from "../wait.ts";
import type { Kept } from "./message.ts";
import { keep, type StoreStream } from "./stream.ts";

/** A message that was found, and how many bytes it has. */
export interface Found {
  readonly kept: Kept;
  readonly size: number;
}

/** How many messages are asked for at once, and how long they may take. */
const AT_ONCE = 1_000;
const PAGE_MS = 10_000;

/** Consumers that are forgotten are ended by the server. */
const IDLE_NS = 30e9;

/**
 * Finds the last message of each subject of some, in no order; of those that
 * are written meanwhile it may find the one before.
 *
 * @throws {StoreError} If there is no answer until then (`failed`).
 */
export async function scan(
  stream: StoreStream,
  subjects: readonly string[],
  isWhole: boolean,
  until: number,
): Promise<Found[]> {
  if (subjects.length === 0) return [];
  // From the beginning, if a leader goes: what was found is found again.
  return await stream.ask(until, async (session) => {
    const last = await stream.findBarrier(session);
    const isExtra = last !== null &&
      !subjects.some((filter) => covers(filter, last.subject));
    const filters = isExtra ? [...subjects, last.subject] : subjects;
    const found = await read(new Scanner(stream, session), filters, isWhole);
    if (last !== null) assertRecent(found, last);
    return isExtra
      ? found.filter(({ kept }) => kept.subject !== last.subject)
      : found;
  });
}

async function read(
  scanner: Scanner,
  subjects: readonly string[],
  isWhole: boolean,
): Promise<Found[]> {
  const left = await scanner.open(subjects, isWhole);
  try {
    return left === 0 ? [] : await scanner.read(isWhole);
  } finally {
    scanner.close();
  }
}

/** Throws, so that it is made again, if a scan was of a server that lags. */
function assertRecent(found: readonly Found[], last: Kept): void {
  const isRecent = found.some(({ kept: { seq, subject } }) =>
    subject === last.subject && seq >= last.seq
  );
  if (isRecent) return;
  throw Object.assign(new Error("a server lags behind"), { code: 503 });
}

/** Whether a subject is one of those that a filter is of. */
export function covers(filter: string, subject: string): boolean {
  const tokens = subject.split(".");
  const filters = filter.split(".");
  for (const [place, token] of filters.entries()) {
    if (token === ">") return tokens.length > place;
    if (token !== "*" && token !== tokens[place]) return false;
  }
  return tokens.length === filters.length;
}

class Scanner {
  readonly #stream: StoreStream;
  readonly #session: Session;
  readonly #name = `scan-${nuid.next()}`;

  constructor(stream: StoreStream, session: Session) {
    this.#stream = stream;
    this.#session = session;
  }

  /** Begins; returns how many messages there are. */
  async open(subjects: readonly string[], isWhole: boolean): Promise<number> {
    const stream = this.#stream.subjects.stream;
    const config = {
      name: this.#name,
      deliver_policy: "all",
      ack_policy: "none",
      replay_policy: "instant",
      filter_subjects: subjects,
      headers_only: !isWhole,
      mem_storage: true,
      num_replicas: 1,
      inactive_threshold: IDLE_NS,
    };
    const question = { stream_name: stream, config, action: "create" };
    const answer = await this.#session.nc.request(
      `$JS.API.CONSUMER.CREATE.${stream}.${this.#name}`,
      JSON.stringify(question),
      { timeout: PAGE_MS },
    );
    const { error, num_pending: left = 0 } = answer.json<{
      readonly num_pending?: number;
      readonly error?: { readonly code: number; readonly description: string };
    }>();
    if (error === undefined) return left;
    const { code, description } = error;
    throw Object.assign(new Error(description), { code });
  }

  /** Reads all of them. */
  async read(isWhole: boolean): Promise<Found[]> {
    const found: Found[] = [];
    while (await this.#readPage(found, isWhole)) { /* as long as there is */ }
    return found;
  }

  /** Does not wait for it: the server ends it in any case. */
  close(): void {
    const stream = this.#stream.subjects.stream;
    const to = `$JS.API.CONSUMER.DELETE.${stream}.${this.#name}`;
    this.#session.nc.publish(to, "");
  }

  /** Reads a page; returns whether there are more. */
  async #readPage(found: Found[], isWhole: boolean): Promise<boolean> {
    const { link, subjects: { stream } } = this.#stream;
    const inbox = createInbox(inboxOf(link.cluster));
    const ended = Promise.withResolvers<boolean>();
    let size = 0;
    const page = this.#session.nc.subscribe(inbox, {
      callback: (error, message) => {
        if (error !== null) return ended.reject(error);
        const status = message.headers?.code ?? 0;
        if (status !== 0) return ended.resolve(status !== 404);
        found.push(readFound(message, isWhole));
        if (readLeft(message) === 0) ended.resolve(false);
        else if (++size === AT_ONCE) ended.resolve(true);
      },
    });
    const to = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${this.#name}`;
    const question = { batch: AT_ONCE, no_wait: true };
    this.#session.nc.publish(to, JSON.stringify(question), { reply: inbox });
    try {
      return await within(link.runtime, PAGE_MS, ended.promise);
    } finally {
      page.unsubscribe();
    }
  }
}

function readFound(message: Msg, isWhole: boolean): Found {
  const kept = keep(message, message.subject, readTokens(message)[0]);
  const size = isWhole
    ? kept.bytes.length
    : Number(kept.header("Nats-Msg-Size"));
  return { kept, size };
}

function readLeft(message: Msg): number {
  return readTokens(message)[1];
}

/** Reads the number of a message, and how many are left, from its reply. */
function readTokens({ reply = "" }: Msg): [seq: number, left: number] {
  // $JS.ACK[.DOMAIN.HASH].STREAM.CONSUMER.DELIVERED.SEQ.CSEQ.TIME.LEFT[.RANDOM]
  const tokens = reply.split(".");
  const first = tokens.length > 9 ? 4 : 2;
  return [Number(tokens[first + 3]), Number(tokens[first + 6])];
}
