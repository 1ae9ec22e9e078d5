import { type Context, ExpectedError, type State } from "@backstage/actors";
import { CarrierProxy } from "./generated/carrier_proxy.gen.ts";
import { VaultProxy } from "./generated/vault_proxy.gen.ts";

/** What a vault holds, and what it has done since its book was closed. */
export interface Book {
  cents: number;
  /** How many of its turns have changed it. */
  turns: number;
  /** The operations that it has done. */
  deposited: number[];
  sent: number[];
  received: number[];
  ticked: number[];
  /** How many transfers it has sent to others, and had of them. */
  sentTo: Record<string, number>;
  receivedFrom: Record<string, number>;
  /** What must never be: a transfer out of its order, or twice. */
  faults: string[];
}

/** Money that goes from one vault to another. */
export interface Transfer {
  readonly operation: number;
  readonly from: string;
  /** Its number among those from one vault to another. */
  readonly number: number;
  readonly cents: number;
}

/** Holds money, and keeps book of it such that any loss shows. */
// @generate-proxy
export class Vault {
  readonly #book: State<Book>;
  readonly #ctx: Context;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#book = ctx.state("book", (): Book => ({
      cents: 0,
      turns: 0,
      deposited: [],
      sent: [],
      received: [],
      ticked: [],
      sentTo: {},
      receivedFrom: {},
      faults: [],
    }));
  }

  /** Takes money in; returns how many turns have changed the vault. */
  deposit(operation: number, cents: number): number {
    const book = this.#book.value;
    book.cents += cents;
    book.deposited.push(operation);
    return ++book.turns;
  }

  /** Sends money to another vault. */
  transfer(operation: number, cents: number, to: string): number {
    const transfer = this.#take(operation, cents, to);
    void this.#ctx.getActor(VaultProxy, to).receive(transfer);
    return this.#book.value.turns;
  }

  /** Sends money by an actor that is not durable: it may be lost. */
  transferLoosely(operation: number, cents: number, to: string): number {
    const transfer = this.#take(operation, cents, to);
    void this.#ctx.getActor(CarrierProxy, "any").bring(to, transfer);
    return this.#book.value.turns;
  }

  /** Takes money from another vault. */
  receive({ operation, from, number, cents }: Transfer): void {
    const book = this.#book.value;
    const last = book.receivedFrom[from] ?? 0;
    if (number !== last + 1) {
      book.faults.push(`${from}: ${number} behind ${last}`);
    }
    book.receivedFrom[from] = number;
    book.received.push(operation);
    book.cents += cents;
    book.turns++;
  }

  /** Changes all that it can, and fails: nothing of it may ever be seen. */
  fail(operation: number, cents: number, to: string): number {
    this.transfer(operation, cents, to);
    if (operation % 2 === 0) throw new Error("it failed after a change");
    throw new ExpectedError("refused after a change", { code: "refused" });
  }

  /** Does something later. */
  remind(operation: number, inMs: number): number {
    const { tick } = VaultProxy.Method;
    this.#ctx.remind(`${operation}`, tick, { inMs }, operation);
    return ++this.#book.value.turns;
  }

  /** Does something later by a timer, which dies with the activation. */
  remindLoosely(operation: number, inMs: number): number {
    this.#ctx.runOnce(inMs, () => this.tick(operation));
    return ++this.#book.value.turns;
  }

  /** Does what it was reminded of. */
  tick(operation: number): void {
    const book = this.#book.value;
    book.ticked.push(operation);
    book.turns++;
  }

  read(): Book {
    return this.#book.value;
  }

  /** Forgets what it has done, once that was compared. */
  close(): number {
    const book = this.#book.value;
    book.deposited = [];
    book.sent = [];
    book.received = [];
    book.ticked = [];
    book.faults = [];
    return ++book.turns;
  }

  #take(operation: number, cents: number, to: string): Transfer {
    const book = this.#book.value;
    const number = (book.sentTo[to] ?? 0) + 1;
    book.sentTo[to] = number;
    book.sent.push(operation);
    book.cents -= cents;
    book.turns++;
    return { operation, from: this.#ctx.actorId, number, cents };
  }
}
