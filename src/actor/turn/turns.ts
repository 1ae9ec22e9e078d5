import type { Reply, WaitingTurn } from "../../envelope/reply.ts";
import { SharedReply } from "../../envelope/replies/shared_reply.ts";
import type {
  Call,
  ChainedWaitEdge,
  WaitChain,
  WaitEdge,
} from "../../envelope/target.ts";
import type { WaitingLine } from "../inbox/waiting_line.ts";
import { readDispatched } from "./dispatched.ts";
import { ActorTurn, HookTurn, type TurnCell } from "./turn.ts";
import type { OpenStreaming, StreamingTable } from "./open_streaming.ts";

/** So many turns are searched one by one. */
const FEW = 8;

/** The turns of an actor of which none goes on. */
export const NO_TURNS: readonly never[] = [];

/** What ends an activation. */
export interface Ending {
  /** Whether it is none where something comes meanwhile. */
  readonly isRest?: true;
  /** Whether what came back to its turns may run beside them until then. */
  readonly isMove?: boolean;
  begin(): void;
}

/** The turns of one actor that go on, and what they wait for. */
export class Turns implements WaitChain {
  lastWait: ChainedWaitEdge | null = null;
  /** How many calls to this actor turns wait for, its own as well. */
  awaited = 0;
  /** The calls that wait for room in the inbox, while there are any. */
  line: WaitingLine | null = null;
  /** What follows once no turn goes on any more. */
  ending: Ending | null = null;
  /** The hook that ran last, of an actor without a `Context`. */
  hook: HookTurn | null = null;
  /** Its streaming replies, once there has been one. */
  streaming: StreamingTable | null = null;
  // The calls that are to run beside the turns that go on; made when needed.
  #reentering: Call[] | null = null;
  // As a rule it is one, and a list would take more memory than the turn.
  #open: ActorTurn | ActorTurn[] | null = null;
  // What the method that has not returned sees of its turn.
  #starting: ActorTurn | null = null;
  readonly #cell: TurnCell;

  /** Creates those of a cell, which knows its own by it. */
  constructor(cell: TurnCell) {
    this.#cell = cell;
  }

  /** Those that go on, the oldest first. */
  get open(): readonly ActorTurn[] {
    const open = this.#open;
    if (open === null) return NO_TURNS;
    return open instanceof ActorTurn ? [open] : open;
  }

  /** The one that began last. */
  get last(): ActorTurn | undefined {
    const open = this.#open;
    if (open === null) return undefined;
    return open instanceof ActorTurn ? open : open.at(-1);
  }

  /** How many go on. */
  get size(): number {
    const open = this.#open;
    if (open === null) return 0;
    return open instanceof ActorTurn ? 1 : open.length;
  }

  /** Whether a run must look closer before it takes an envelope. */
  get needCare(): boolean {
    return this.ending !== null || this.#reentering !== null;
  }

  /** Lists the calls that open turns and hooks wait for, the oldest first. */
  listWaits(): readonly WaitEdge[] {
    const waits: WaitEdge[] = [];
    for (let edge = this.lastWait; edge !== null; edge = edge.previous) {
      if (edge.turn.isOpen) waits.push(edge);
    }
    return waits.reverse();
  }

  /** Has a call run beside the turns that go on. */
  addReentering(call: Call): void {
    (this.#reentering ??= []).push(call);
  }

  /** Whether a call is to run so. */
  isReentering(call: Call): boolean {
    return this.#reentering !== null && this.#reentering.includes(call);
  }

  /** Returns the calls that are to run so, and forgets them. */
  takeReentering(): readonly Call[] {
    const reentering = this.#reentering ?? NO_TURNS;
    this.#reentering = null;
    return reentering;
  }

  /** Returns the turn whose method runs: it may have begun already. */
  findStarting(taken: number): ActorTurn {
    const known = this.#starting;
    if (known !== null && known.taken === taken) return known;
    const turn = this.openStarting(taken);
    const { method, reply, caller } = readDispatched();
    turn.take(method, reply, caller);
    return turn;
  }

  /** Returns it without what it runs, unless it is known. */
  openStarting(taken: number): ActorTurn {
    const known = this.#starting;
    return known !== null && known.taken === taken
      ? known
      : this.#starting = new ActorTurn(this.#cell, taken);
  }

  /** Whether a turn or hook is of this actor. */
  has(turn: WaitingTurn): boolean {
    const isOwn = turn instanceof ActorTurn || turn instanceof HookTurn;
    return isOwn && turn.cell === this.#cell;
  }

  /** Whether a turn's method has not returned. */
  isStarting(turn: object): boolean {
    return this.#starting === turn;
  }

  /** Ends the turn whose method ran: the next one is another. */
  forgetStarting(): void {
    if (this.#starting !== null) this.#starting.isOpen = false;
    this.#starting = null;
  }

  /** Lets the turn whose method has returned go on. */
  begin(taken: number): ActorTurn {
    const turn = this.openStarting(taken);
    this.#starting = null;
    const open = this.#open;
    if (open === null) this.#open = turn;
    else if (open instanceof ActorTurn) this.#open = [open, turn];
    else open.push(turn);
    return turn;
  }

  /** Lets one that has ended begin again: it is the turn that starts. */
  resume(turn: ActorTurn, taken: number): void {
    turn.taken = taken;
    turn.isOpen = true;
    this.#starting = turn;
  }

  /** Ends one; returns `false` if it has been ended from outside. */
  end(turn: ActorTurn): boolean {
    const open = this.#open;
    if (open === null) return false;
    if (open instanceof ActorTurn) {
      if (open !== turn) return false;
      this.#open = null;
    } else {
      const at = indexOf(open, turn);
      if (at < 0) return false;
      if (at === open.length - 1) open.pop();
      else open.splice(at, 1);
    }
    turn.isOpen = false;
    return true;
  }

  /** Ends all. */
  endAll(): readonly ActorTurn[] {
    const { open } = this;
    this.#open = null;
    for (const turn of open) turn.isOpen = false;
    return open;
  }

  /** Gives the turn of an envelope a reply of its own, if it shares one. */
  claim(sequence: number, reply: Reply): boolean {
    const turn = this.#findNumbered(sequence);
    if (!(turn?.reply instanceof SharedReply)) return false;
    turn.reply = reply;
    return true;
  }

  #findNumbered(sequence: number): ActorTurn | undefined {
    const { open } = this;
    const turn = open[seek(open, sequence)];
    return turn?.sequence === sequence ? turn : undefined;
  }

  /** Whether a call runs, or is about to beside the turns that go on. */
  isRunning(call: Call): boolean {
    return this.find(call) !== undefined || this.isReentering(call) ||
      this.findEnding(call)?.isStepping === true;
  }

  /**
   * Returns the turn that a call runs as, if its method was called, or goes on
   * as later.
   */
  findBegun(call: Reply): ActorTurn | undefined {
    const turn = this.find(call);
    if (turn !== undefined) return turn.hasBegun ? turn : undefined;
    if (this.streaming === null) return undefined;
    for (const { closing, reply, turn } of this.streaming.open) {
      if (reply.origin === call || closing?.origin === call) return turn;
    }
    return undefined;
  }

  /** Returns the streaming reply that a call ends: what `return()` awaits. */
  findEnding(call: Reply): OpenStreaming | undefined {
    return this.streaming?.open.values()
      .find(({ closing }) => closing?.origin === call);
  }

  /** Returns the turn that a call runs as, or is about to. */
  find(call: Reply): ActorTurn | undefined {
    const open = this.#open;
    if (open === null) return undefined;
    if (!(open instanceof ActorTurn)) {
      return open.find(({ reply }) => reply?.origin === call);
    }
    return open.reply !== null && open.reply.origin === call ? open : undefined;
  }
}

function indexOf(open: readonly ActorTurn[], turn: ActorTurn): number {
  if (open.length <= FEW) return open.lastIndexOf(turn);
  const at = seek(open, turn.sequence);
  // Turns that came back to a turn that waits may begin in another order.
  return open[at] === turn ? at : open.indexOf(turn);
}

/** Returns the place of a number among the turns: they begin in order. */
function seek(open: readonly ActorTurn[], sequence: number): number {
  if (open.length <= FEW) {
    return open.findIndex((turn) => turn.sequence === sequence);
  }
  let from = 0;
  for (let to = open.length; from < to;) {
    const middle = (from + to) >> 1;
    if (open[middle]!.sequence < sequence) from = middle + 1;
    else to = middle;
  }
  return from;
}
