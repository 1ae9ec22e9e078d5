import type { Reply } from "../envelope/reply.ts";
import { SharedReply } from "../envelope/shared_reply.ts";
import type { Call, Wait } from "../envelope/target.ts";
import type { OpenTurn, WatchedTurn } from "./host.ts";
import type { TurnView } from "./turn_view.ts";

/** A turn that goes on after its method returned. */
export interface Turn extends OpenTurn {
  /** Its own from when somebody awaits it, if it shared one before. */
  reply: Reply | null;
  /** The number of its envelope. */
  readonly sequence: number;
  /** What its method sees of it; waits know the turn by it. */
  readonly view: TurnView;
  /** The record of it, if somebody watches. */
  readonly watched: WatchedTurn | null;
}

/** The turns of one actor that go on, and what they wait for. */
export class Turns {
  /** The calls that turns and hooks wait for. */
  readonly waits: Wait[] = [];
  /** How many calls to this actor turns wait for, its own as well. */
  awaited = 0;
  /** The calls that are to run beside the turns that go on. */
  readonly reentering: Call[] = [];
  /** What the method that has not returned sees of its turn. */
  starting: TurnView | null = null;
  /** What follows once no turn goes on any more. */
  ending: (() => void) | null = null;
  #open: Turn[] = [];

  /** Those that go on, the oldest first. */
  get open(): readonly Turn[] {
    return this.#open;
  }

  /** The one that began last. */
  get last(): Turn | undefined {
    return this.#open.at(-1);
  }

  /** How many go on. */
  get size(): number {
    return this.#open.length;
  }

  /** Whether a run must look closer before it takes an envelope. */
  get needCare(): boolean {
    return this.ending !== null || this.reentering.length > 0;
  }

  /** Begins one. */
  begin(turn: Turn): void {
    this.#open.push(turn);
  }

  /** Ends one; returns `false` if it has been ended from outside. */
  end(turn: Turn): boolean {
    const at = this.#open.indexOf(turn);
    if (at < 0) return false;
    this.#open.splice(at, 1);
    return true;
  }

  /** Ends all. */
  endAll(): Turn[] {
    const open = this.#open;
    this.#open = [];
    return open;
  }

  /** Gives the turn of an envelope a reply of its own, if it shares one. */
  claim(sequence: number, reply: Reply): boolean {
    const turn = this.#open.find((open) =>
      open.sequence === sequence && open.reply instanceof SharedReply
    );
    if (turn !== undefined) turn.reply = reply;
    return turn !== undefined;
  }

  /** Returns the turn that a call runs as. */
  find(call: Reply): Turn | undefined {
    return this.#open.find(({ reply }) => reply?.origin === call);
  }
}
