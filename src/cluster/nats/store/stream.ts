import { StoreError } from "../../../store/store_error.ts";
import { readThrownMessage } from "../../../base/thrown.ts";
import { NATS_LOST_MS, NATS_RETRY_MS } from "../../../base/nats_limits.ts";
import { type Msg, RequestError, TimeoutError } from "@nats-io/transport-node";
import { findCause, isUnanswered, readApiCode } from "../failure.ts";
import type { Session } from "../session.ts";
import { ensureStream } from "../stream_config.ts";
import type { Link } from "./link.ts";
import type { Kept } from "./message.ts";
import { configureStream, type StreamSettings } from "./stream_settings.ts";
import type { Subjects } from "./subjects.ts";

/** Codes of JetStream that say that something is not there. */
const NO_MESSAGE = 10_037;
const NO_STREAM = 10_059;
const MISSING = new Set([NO_MESSAGE, 10_043]);

/** How long a look may take until it is made again: a leader may be gone. */
const LOOK_MS = 2_000;

/** Those that say that no leader is ready: it passes. */
const PASSING = new Set([10_005, 10_008, 10_009, 10_118]);

const decoder = new TextDecoder();

/** The stream that keeps a store. */
export class StoreStream {
  readonly link: Link;
  readonly subjects: Subjects;
  /** Whether several servers keep it, of which one alone has all of it. */
  readonly #isReplicated: boolean;
  /**
   * Whether a batch may look at many subjects that it does not write: servers
   * before 2.15 take some of these for others.
   */
  readonly looksAtMany: boolean;
  /** Since when no stream is found. */
  #missingSince: number | null = null;

  constructor(
    link: Link,
    subjects: Subjects,
    isReplicated: boolean,
    version: string,
  ) {
    this.link = link;
    this.subjects = subjects;
    this.#isReplicated = isReplicated;
    const [major, minor] = version.split(".").map(Number);
    this.looksAtMany = major! > 2 || (major === 2 && minor! >= 15);
  }

  /**
   * Opens the stream, which is made if there is none.
   *
   * @throws {StoreError} If the server is too small, or the stream another.
   */
  static async open(
    link: Link,
    subjects: Subjects,
    settings: StreamSettings,
    until: number,
  ): Promise<StoreStream> {
    const { jsm, info } = await link.session(until);
    const config = configureStream(info, subjects, settings);
    try {
      const found = await ensureStream(jsm, config, "open the store");
      const { num_replicas: replicas } = found.config;
      return new StoreStream(link, subjects, replicas > 1, info.version);
    } catch (error) {
      throw new StoreError(readThrownMessage(error), {
        code: "failed",
        cause: error,
      });
    }
  }

  /**
   * Whether several messages may say that they stand on the same one, each by
   * itself: where several servers keep the stream, one is refused meanwhile.
   */
  get takesPuts(): boolean {
    return !this.#isReplicated;
  }

  /** Returns the last message on a subject, or `null` where there is none. */
  async get(subject: string, until: number): Promise<Kept | null> {
    return await this.ask(until, (session) =>
      // Any server may answer the direct way, also one that lags behind.
      this.#isReplicated
        ? this.#getLed(session, subject)
        : this.#getDirect(session, subject));
  }

  /**
   * Returns the last message of all: a server that has it has all others, too.
   * Where one server alone keeps them, `null`.
   */
  async findBarrier(session: Session): Promise<Kept | null> {
    if (!this.#isReplicated) return null;
    return await this.#getLed(session, this.subjects.all);
  }

  /** Returns the number of the last message of all. */
  async findLast(until: number): Promise<number> {
    const { stream } = this.subjects;
    return await this.ask(until, async ({ jsm }) => {
      const { state } = await jsm.streams.info(stream);
      return state.last_seq;
    });
  }

  /** Deletes one message; returns whether it was there. */
  async delete(seq: number, until: number): Promise<boolean> {
    const { stream } = this.subjects;
    return await this.ask(until, async ({ jsm }) => {
      try {
        return await jsm.streams.deleteMessage(stream, seq, false);
      } catch (error) {
        if (MISSING.has(readApiCode(error) ?? 0)) return false;
        throw error;
      }
    });
  }

  /**
   * Asks again what has no effect, as long as no leader answers.
   *
   * @throws {StoreError} If there is no answer until then (`failed`).
   */
  async ask<Answer>(
    until: number,
    question: (session: Session) => Promise<Answer>,
  ): Promise<Answer> {
    const { link } = this;
    for (;;) {
      const session = await link.session(until);
      try {
        const answer = await question(session);
        this.#missingSince = null;
        return answer;
      } catch (error) {
        const isLate = link.runtime.now() + NATS_RETRY_MS >= until;
        const isOver = session.isOpen && !isPassing(error) &&
          !this.#isMissing(error);
        if (isLate || isOver) throw toStoreError(error, this.subjects);
      }
      await link.pass(NATS_RETRY_MS);
    }
  }

  /** Whether there is no stream, which may be for a moment alone. */
  #isMissing(error: unknown): boolean {
    if (readApiCode(error) !== NO_STREAM) return false;
    const now = this.link.runtime.now();
    this.#missingSince ??= now;
    return now - this.#missingSince < NATS_LOST_MS;
  }

  async #getDirect({ nc }: Session, subject: string): Promise<Kept | null> {
    const to = `$JS.API.DIRECT.GET.${this.subjects.stream}.${subject}`;
    const answer = await nc.request(to, "", { timeout: LOOK_MS });
    const code = answer.headers?.code ?? 0;
    if (code === 404) return null;
    if (code >= 300) {
      throw new Error(answer.headers?.description ?? `status ${code}`);
    }
    const seq = Number(answer.headers?.get("Nats-Sequence"));
    return keep(answer, subject, seq);
  }

  async #getLed({ nc }: Session, subject: string): Promise<Kept | null> {
    const to = `$JS.API.STREAM.MSG.GET.${this.subjects.stream}`;
    const question = JSON.stringify({ last_by_subj: subject });
    const answer = await nc.request(to, question, { timeout: LOOK_MS });
    const { error, message } = answer.json<LedAnswer>();
    if (message !== undefined) return readLed(message);
    if (error?.err_code === NO_MESSAGE) return null;
    const { code = 0, description = "nothing" } = error ?? {};
    throw Object.assign(new Error(description), { code });
  }
}

/** What the leader of a stream answers. */
interface LedAnswer {
  readonly error?: {
    readonly code: number;
    readonly err_code: number;
    readonly description: string;
  };
  readonly message?: LedMessage;
}

interface LedMessage {
  readonly subject: string;
  readonly seq: number;
  /** Base64, as the bytes are; not there where it has none. */
  readonly hdrs?: string;
  readonly data?: string;
}

function readLed({ data = "", hdrs = "", seq, subject }: LedMessage): Kept {
  const lines = decoder.decode(Uint8Array.fromBase64(hdrs)).split("\r\n");
  return {
    subject,
    seq,
    bytes: Uint8Array.fromBase64(data),
    header(name) {
      const line = lines.find((line) => line.startsWith(`${name}:`));
      return line?.slice(name.length + 1).trim() ?? "";
    },
  };
}

/** Returns a message whose bytes are its reader's own. */
export function keep(message: Msg, subject: string, seq: number): Kept {
  const { headers } = message;
  // Not slice(): a buffer of Node's would be a view.
  const bytes = new Uint8Array(message.data);
  return { subject, seq, bytes, header: (name) => headers?.get(name) ?? "" };
}

/** Whether what has failed may work a moment later. */
function isPassing(error: unknown): boolean {
  return isUnanswered(error) || PASSING.has(readApiCode(error) ?? 0) ||
    findCause(error, TimeoutError) !== null ||
    findCause(error, RequestError) !== null || isUnavailable(error);
}

/** Whether the server says that it cannot do it just now. */
function isUnavailable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === 503;
}

/** Says what has failed, as a store does. */
function toStoreError(error: unknown, { stream }: Subjects): StoreError {
  if (error instanceof StoreError) return error;
  const isLost = readApiCode(error) === NO_STREAM;
  const message = isLost
    ? `Cannot use the store any more: its stream "${stream}" is gone`
    : `Cannot use the store: NATS says "${readThrownMessage(error)}"`;
  return new StoreError(message, {
    code: isLost ? "lost" : "failed",
    cause: error,
  });
}
