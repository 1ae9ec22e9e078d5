import { Timeout } from "./timeout.ts";
import { decodeNode, encodeNode, type NodeState } from "./entry_codec.ts";
import { toNodeKey } from "./entry_key.ts";
import type { NodeInfo } from "./node_info.ts";
import type { LeaseEntry } from "../port/leases.ts";
import type { Scope } from "./scope.ts";

/** What learns how a lease fares. */
export interface LeaseListener {
  /** Learns that the lease is in doubt by the clock. */
  noteDoubt(): void;
  /** Learns that it is sure, at first or after a doubt. */
  noteSure(): void;
  /** Learns that others may have been unable to renew theirs, too. */
  noteOutage(): void;
  /** Learns that the watch has shown a renewal. */
  noteEcho(): void;
  /** Learns that the node was declared dead. */
  noteLost(): void;
}

interface Waiting {
  readonly state: NodeState;
  resolve(): void;
}

/** Renewals of which the watch has not told yet that are remembered. */
const MAX_UNSEEN = 16;

/**
 * The lease of one life of a node: the right to own shards, for a while from
 * when its last renewal was asked for, by this node's clock alone.
 *
 * A renewal whose answer is late is asked again, with the same revision: only
 * one of them is written, and which one it was can be read.
 */
export class Lease {
  readonly #scope: Scope;
  readonly #info: NodeInfo;
  readonly #listener: LeaseListener;
  readonly #key: string;
  readonly #renewal: Timeout;
  readonly #doubt: Timeout;
  /** When each renewal was asked that may still be written, by its beat. */
  readonly #asked = new Map<number, number>();
  /** When each was asked that the watch has not shown yet, by its revision. */
  readonly #unseen = new Map<number, number>();
  #state: NodeState = "joining";
  #confirmedState: NodeState | null = null;
  #waiting: Waiting[] = [];
  #beat = 0;
  #revision = 0;
  #askedAt = -Infinity;
  #confirmedAt = -Infinity;
  #echoedAt = -Infinity;
  // Since when others may have found that nothing listens here, and the last
  // renewal that was asked by then; `null` where they cannot have.
  #unheard: { readonly at: number; readonly beat: number } | null = null;
  #isReachable = true;
  #isSure = false;
  #isOver = false;

  constructor(scope: Scope, info: NodeInfo, listener: LeaseListener) {
    this.#scope = scope;
    this.#info = info;
    this.#listener = listener;
    this.#key = toNodeKey(info.id);
    this.#renewal = new Timeout(scope.runtime, () => this.renew());
    this.#doubt = new Timeout(scope.runtime, () => this.#noteDoubt());
  }

  /** Whether it holds by the clock. */
  get isSure(): boolean {
    return !this.#isOver && this.#scope.runtime.now() < this.#sureUntil;
  }

  get #sureUntil(): number {
    const { holdMs, unheardMs } = this.#scope.times;
    const heldUntil = this.#confirmedAt + holdMs;
    return this.#unheard === null
      ? heldUntil
      : Math.min(heldUntil, this.#unheard.at + unheardMs);
  }

  /**
   * When the last renewal was asked that the watch has shown: all that others
   * had written until then is known.
   */
  get echoedAt(): number {
    return this.#echoedAt;
  }

  /** When the last renewal was asked, answered or not. */
  get askedAt(): number {
    return this.#askedAt;
  }

  /** Writes another state of the node; resolves when all can know it. */
  enter(state: NodeState): Promise<void> {
    this.#state = state;
    this.renew();
    return new Promise((resolve) => {
      this.#waiting.push({ state, resolve });
      this.#wake();
    });
  }

  /** Asks for the lease anew, now. */
  renew(): void {
    const { runtime, times } = this.#scope;
    if (this.#isOver) return;
    this.#renewal.set(times.renewAgainMs);
    const beat = ++this.#beat;
    this.#askedAt = runtime.now();
    this.#asked.set(beat, this.#askedAt);
    void this.#ask(beat, this.#state);
  }

  /** Learns of the node's own entry, from the watch or as it was read. */
  noteEntry(entry: LeaseEntry, isWatched: boolean): void {
    if (this.#isOver) return;
    const { bytes, revision } = entry;
    if (revision > this.#revision) {
      const read = bytes === null ? null : decodeNode(this.#info.id, bytes);
      if (read === null || !this.#asked.has(read.beat)) return this.noteGone();
      this.#confirm(read.beat, revision, read.state);
    }
    const askedAt = this.#unseen.get(revision);
    if (!isWatched || askedAt === undefined) return;
    this.#echoedAt = Math.max(this.#echoedAt, askedAt);
    this.#listener.noteEcho();
  }

  /**
   * Learns whether others can reach the node: where they cannot, they declare
   * it dead long before the lease has run out.
   */
  noteReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    if (isReachable) return this.renew();
    const at = this.#unheard?.at ?? this.#scope.runtime.now();
    this.#unheard = { at, beat: this.#beat };
    this.#scheduleDoubt();
  }

  /** Learns that the node was declared dead. */
  noteGone(): void {
    if (this.#isOver) return;
    this.close();
    this.#listener.noteLost();
  }

  /** Gives it back; resolves when others know, or cannot be told. */
  async giveBack(): Promise<void> {
    this.close();
    try {
      const isGone = await this.#scope.bucket.remove(this.#key, this.#revision);
      if (isGone) return;
      const entry = await this.#scope.bucket.read(this.#key);
      if (entry === null || entry.bytes === null) return;
      await this.#scope.bucket.remove(this.#key, entry.revision);
    } catch {
      // Others wait until it has run out.
    }
  }

  /** Ends it here: it is not renewed any more. */
  close(): void {
    this.#isOver = true;
    this.#renewal.close();
    this.#doubt.close();
    this.#wake();
  }

  async #ask(beat: number, state: NodeState): Promise<void> {
    const { bucket } = this.#scope;
    const bytes = encodeNode({ info: this.#info, state, beat });
    try {
      const revision = await bucket.write(this.#key, bytes, this.#revision);
      if (revision !== null) {
        return bucket.noteFound({ key: this.#key, bytes, revision });
      }
      // Another renewal may be what was written, or the node is dead.
      const entry = await bucket.read(this.#key);
      if (entry === null) this.noteGone();
      else bucket.noteFound(entry);
    } catch {
      // It is not known what was written: it is asked again soon.
    }
  }

  #confirm(beat: number, revision: number, state: NodeState): void {
    const askedAt = this.#asked.get(beat);
    if (askedAt === undefined || revision <= this.#revision) return;
    this.#revision = revision;
    this.#confirmedState = state;
    // All that was asked before expects another revision.
    this.#asked.clear();
    this.#noteUnseen(revision, askedAt);
    // It may have run out unnoticed, in a process that stood still.
    if (!this.isSure) this.#noteDoubt();
    const gapMs = askedAt - this.#confirmedAt;
    this.#confirmedAt = askedAt;
    // It was not dead when it was asked, which was once it could be reached.
    const isHeard = this.#isReachable && beat > (this.#unheard?.beat ?? 0);
    if (isHeard) this.#unheard = null;
    this.#scheduleNext();
    if (gapMs > this.#scope.times.outageMs) this.#listener.noteOutage();
    this.#noteSure();
    this.#wake();
  }

  #noteUnseen(revision: number, askedAt: number): void {
    for (const older of this.#unseen.keys()) {
      if (this.#unseen.size < MAX_UNSEEN) break;
      this.#unseen.delete(older);
    }
    this.#unseen.set(revision, askedAt);
  }

  #scheduleNext(): void {
    const { runtime, times } = this.#scope;
    const agoMs = runtime.now() - this.#confirmedAt;
    const isCurrent = this.#confirmedState === this.#state;
    this.#renewal.set(isCurrent ? times.renewMs - agoMs : 0);
    this.#scheduleDoubt();
  }

  #scheduleDoubt(): void {
    this.#doubt.set(this.#sureUntil - this.#scope.runtime.now());
  }

  #noteSure(): void {
    if (this.#isSure || !this.isSure) return;
    this.#isSure = true;
    this.#listener.noteSure();
  }

  #noteDoubt(): void {
    // A clock may be behind its own timers.
    if (this.isSure) return this.#scheduleNext();
    if (!this.#isSure) return;
    this.#isSure = false;
    this.#listener.noteDoubt();
  }

  #wake(): void {
    this.#waiting = this.#waiting.filter(({ state, resolve }) => {
      const isDone = this.#isOver || state === this.#confirmedState ||
        state !== this.#state;
      if (isDone) resolve();
      return !isDone;
    });
  }
}
