import { KEEP_MARKS_MS } from "../../../base/limits.ts";
import type { ActorId } from "../../../envelope/actor_id.ts";
import type { Method } from "../../../envelope/definition.ts";
import type { Sender } from "../../../envelope/deliver.ts";
import type { StoredOutbox, StoredSend } from "../../../store/record.ts";

/** What a turn sends, before it has a number. */
export type Draft = Pick<
  StoredSend,
  "carried" | "key" | "method" | "payload" | "sentAt" | "to"
>;

/** What a send was made of, whose receiver's copy was not handed over yet. */
interface FirstCopy {
  readonly to: Sender;
  readonly method: Method;
  readonly payload: unknown;
}

/** A send in an outbox. */
export class OutboxSend implements StoredSend {
  readonly to: ActorId;
  readonly method: string;
  readonly payload: Uint8Array;
  readonly key: string | null;
  readonly carried: Uint8Array | null;
  readonly sequence: number;
  readonly sentAt: number;
  tries: number;
  parked: string | null;
  /** What its receiver failed with at last, in this activation. */
  error: unknown = undefined;
  /** The receiver's copy, which is handed over once; else it is read. */
  copy: FirstCopy | null = null;

  constructor(send: StoredSend) {
    this.to = send.to;
    this.method = send.method;
    this.payload = send.payload;
    this.key = send.key;
    this.carried = send.carried;
    this.sequence = send.sequence;
    this.sentAt = send.sentAt;
    this.tries = send.tries;
    this.parked = send.parked;
  }

  /** Whether its receiver may have forgotten by now that it has taken it. */
  isTooOld(now: number): boolean {
    return now - this.sentAt >= KEEP_MARKS_MS;
  }
}

/**
 * The sends of one actor that are not taken yet, as the record of its next
 * commit has them.
 */
export class Outbox {
  readonly #makeLine: () => string;
  #line: string | null;
  #next: number;
  readonly #sends = new Map<number, OutboxSend>();
  #parked = 0;
  #bytes = 0;

  constructor(stored: StoredOutbox | null, makeLine: () => string) {
    this.#makeLine = makeLine;
    this.#line = stored?.line ?? null;
    this.#next = stored?.next ?? 1;
    for (const send of stored?.sends ?? []) {
      this.#keep(new OutboxSend(send));
      if (send.parked !== null) this.#parked++;
    }
  }

  /** How many sends are in it, with those that are parked. */
  get size(): number {
    return this.#sends.size;
  }

  /** How many are not parked. */
  get unparked(): number {
    // Most actors never send.
    return this.#next === 1 ? 0 : this.#sends.size - this.#parked;
  }

  /** About how many bytes it takes in a record. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Names it among the outboxes that the actor has had. */
  get line(): string {
    return this.#line ??= this.#makeLine();
  }

  /** Its sends in their order. */
  get sends(): Iterable<OutboxSend> {
    return this.#sends.values();
  }

  /** Adds a send behind all others. */
  add(draft: Draft): OutboxSend {
    const sequence = this.#next++;
    const send = new OutboxSend({
      ...draft,
      sequence,
      tries: 0,
      parked: null,
    });
    this.#keep(send);
    return send;
  }

  #keep(send: OutboxSend): void {
    this.#sends.set(send.sequence, send);
    this.#bytes += sizeOf(send);
  }

  /** Takes a send out: it was taken by its receiver, or is undone. */
  remove(send: OutboxSend): void {
    if (!this.#sends.delete(send.sequence)) return;
    this.#bytes -= sizeOf(send);
    if (send.parked !== null) this.#parked--;
  }

  /** Keeps a send without its being sent. */
  park(send: OutboxSend, reason: string): void {
    send.parked = reason;
    this.#parked++;
  }

  /**
   * Puts parked sends behind all others, each as a new one: their receivers
   * have seen later ones. Returns them.
   */
  renew(isMeant: (send: OutboxSend) => boolean, now: number): OutboxSend[] {
    const parked = Array.from(this.#sends.values())
      .filter((send) => send.parked !== null && isMeant(send));
    return parked.map((send) => {
      this.remove(send);
      return this.add({ ...toDraft(send), sentAt: now });
    });
  }

  /** Returns what a record holds of it; `null` where it has never sent. */
  toStored(): StoredOutbox | null {
    if (this.#next === 1) return null;
    const sends = Array.from(this.#sends.values());
    return { line: this.line, next: this.#next, sends };
  }
}

function toDraft({ to, method, payload, key, carried, sentAt }: Draft): Draft {
  return { to, method, payload, key, carried, sentAt };
}

/** Returns about how many bytes a send takes in a record. */
export function sizeOf({ to, method, payload, key, carried }: Draft): number {
  const texts = to.type.length + to.id.length + method.length +
    (key?.length ?? 0);
  // Numbers, and the heads of its parts.
  return 40 + texts + payload.length + (carried?.length ?? 0);
}
