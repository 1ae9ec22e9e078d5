import type { CofferBook } from "../../cast/coffer.ts";
import type { Call, Kind } from "../client/history.ts";
import type { Books } from "./books.ts";

/** What a test says of a call; the rest is as it is most of the time. */
export type Told =
  & Pick<Call, "kind" | "number">
  & Partial<Omit<Call, "kind" | "number">>;

/** Makes a call up, which was answered after a millisecond. */
export function toCall(told: Told): Call {
  const { at = 0, actor = "a", lane = "0/a", ...rest } = told;
  return {
    id: 0,
    actor,
    at,
    lane,
    endedAt: at + 1,
    outcome: "answered",
    value: undefined,
    code: null,
    message: "",
    isKeyed: false,
    parts: [],
    ...rest,
  };
}

/** A bank that does as it must, of which a test breaks one thing. */
export class Bank {
  readonly calls: Call[] = [];
  readonly books: Books = {};
  #now = 0;
  #number = 0;

  /** Opens a coffer of each name. */
  constructor(...names: readonly string[]) {
    for (const name of names) {
      this.books[name] = {
        ...{ cents: 0, turns: 0, deposited: {}, sent: {} },
        ...{ sentTo: {}, receivedFrom: {}, faults: [] },
      };
    }
  }

  /** Returns the book of a coffer. */
  book(name: string): CofferBook {
    return this.books[name]!;
  }

  /** Puts cents into a coffer; returns the call. */
  deposit(name: string, cents: number): Call {
    const book = this.book(name);
    book.cents += cents;
    return this.#do("deposit", name, [cents, name], book.deposited);
  }

  /** Sends cents from one to another; returns the call. */
  transfer(from: string, cents: number, to: string): Call {
    const sender = this.book(from);
    const receiver = this.book(to);
    sender.cents -= cents;
    receiver.cents += cents;
    receiver.turns++;
    for (
      const [passed, peer] of [
        [sender.sentTo, to],
        [receiver.receivedFrom, from],
      ] as const
    ) {
      const one = passed[peer] ??= { count: 0, cents: 0 };
      one.count++;
      one.cents += cents;
    }
    return this.#do("transfer", from, [cents, to], sender.sent);
  }

  /** Makes a call up that is asked for behind the others. */
  add(told: Told): Call {
    this.#now += 10;
    const call = toCall({ at: this.#now, ...told });
    this.calls.push(call);
    return call;
  }

  #do(
    kind: Kind,
    actor: string,
    parts: [number, string],
    done: Record<string, number[]>,
  ): Call {
    const lane = `0/${actor}`;
    const number = ++this.#number;
    (done[lane] ??= []).push(number, number);
    const value = ++this.book(actor).turns;
    return this.add({ kind, actor, lane, number, parts, value });
  }
}
