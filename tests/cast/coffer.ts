import type { Context, State } from "@backstage/actors";
import { addToRuns } from "../support/runs.ts";
import { CofferProxy } from "./generated/coffer_proxy.gen.ts";
import { PorterProxy } from "./generated/porter_proxy.gen.ts";

/** What has gone from one coffer to another. */
export interface Passed {
  count: number;
  cents: number;
}

/** What a coffer holds, and has done, in little room. */
export interface CofferBook {
  cents: number;
  /** How many of its turns have changed it. */
  turns: number;
  /** The numbers of what was done for each lane of callers, as runs. */
  deposited: Record<string, number[]>;
  sent: Record<string, number[]>;
  sentTo: Record<string, Passed>;
  receivedFrom: Record<string, Passed>;
  /** What must never be: the same deposit twice, a transfer out of order. */
  faults: string[];
}

/** Money on its way from one coffer to another. */
export interface Consignment {
  readonly from: string;
  /** Its number among those from one coffer to another. */
  readonly number: number;
  readonly cents: number;
}

/** Holds money, and keeps book of it such that any loss shows. */
// @generate-proxy
export class Coffer {
  readonly #book: State<CofferBook>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#book = ctx.state("book", (): CofferBook => ({
      cents: 0,
      turns: 0,
      deposited: {},
      sent: {},
      sentTo: {},
      receivedFrom: {},
      faults: [],
    }));
  }

  /** Takes money in; returns how many turns have changed the coffer. */
  deposit(lane: string, number: number, cents: number): number {
    const book = this.#book.value;
    if (!addToRuns(book.deposited[lane] ??= [], number)) {
      book.faults.push(`${lane} has deposited ${number} twice`);
    }
    book.cents += cents;
    return ++book.turns;
  }

  /** Sends money to another coffer. */
  transfer(lane: string, number: number, cents: number, to: string): number {
    const sent = this.#take(lane, number, cents, to);
    void this.#ctx.getActor(CofferProxy, to).receive(sent);
    return this.#book.value.turns;
  }

  /** Sends money by an actor that is not durable: it may be lost. */
  transferLoosely(
    lane: string,
    number: number,
    cents: number,
    to: string,
  ): number {
    const sent = this.#take(lane, number, cents, to);
    void this.#ctx.getActor(PorterProxy, to).bring(sent);
    return this.#book.value.turns;
  }

  /** Takes money from another coffer. */
  receive({ from, number, cents }: Consignment): void {
    const book = this.#book.value;
    const received = book.receivedFrom[from] ??= { count: 0, cents: 0 };
    if (number !== ++received.count) {
      book.faults.push(`${from} has sent ${number} at ${received.count}`);
    }
    received.cents += cents;
    book.cents += cents;
    book.turns++;
  }

  read(): CofferBook {
    return this.#book.value;
  }

  #take(lane: string, number: number, cents: number, to: string): Consignment {
    const book = this.#book.value;
    if (!addToRuns(book.sent[lane] ??= [], number)) {
      book.faults.push(`${lane} has transferred ${number} twice`);
    }
    const sent = book.sentTo[to] ??= { count: 0, cents: 0 };
    sent.count++;
    sent.cents += cents;
    book.cents -= cents;
    book.turns++;
    return { from: this.#ctx.actorId, number: sent.count, cents };
  }
}
