import { Chance } from "../support/chance.ts";
import type { Request, Tooth, VaultMethod } from "./protocol.ts";

/** The vaults between which money goes. */
export const VAULTS = ["ann", "bob", "cid", "dot", "eve", "fay"] as const;

/** What the child is asked to do, and what is known of it. */
export interface Operation {
  readonly number: number;
  readonly kind: "deposit" | "fail" | "remind" | "transfer";
  readonly vault: string;
  readonly to: string;
  readonly cents: number;
  readonly inMs: number;
  /** Whether it may be asked for again until it is answered. */
  readonly isKeyed: boolean;
  /** `open` while it is under way, or is to be asked for again. */
  outcome: "answered" | "not-run" | "open" | "unknown";
  /** What it was answered with. */
  value: unknown;
}

/** Makes operations up; the same ones for the same seed. */
export class Operations {
  readonly #chance: Chance;
  readonly #tooth: Tooth | null;
  #made = 0;

  constructor(seed: number, tooth: Tooth | null) {
    this.#chance = new Chance(seed);
    this.#tooth = tooth;
  }

  /** Returns another one. */
  next(): Operation {
    const chance = this.#chance;
    const kind = chance.pick(
      ["deposit", "deposit", "transfer", "transfer", "fail", "remind"] as const,
    );
    return {
      number: ++this.#made,
      kind,
      vault: chance.pick(VAULTS),
      to: chance.pick(VAULTS),
      cents: 1 + chance.below(100),
      inMs: chance.below(400),
      // Whether a reminder was set must be known, for it may fire much later.
      isKeyed: kind === "remind" || kind !== "fail" && chance.below(2) === 0,
      outcome: "open",
      value: undefined,
    };
  }

  /** Returns the call that asks for an operation. */
  toRequest(operation: Operation, id: number): Request {
    const { number, vault, isKeyed } = operation;
    return {
      id,
      vault,
      method: this.#methodOf(operation),
      parts: partsOf(operation),
      key: isKeyed && this.#tooth !== "keyless" ? `${number}` : null,
    };
  }

  #methodOf({ kind }: Operation): VaultMethod {
    if (kind === "transfer" && this.#tooth === "carrier") {
      return "transferLoosely";
    }
    return kind === "remind" && this.#tooth === "timer"
      ? "remindLoosely"
      : kind;
  }
}

function partsOf({ number, kind, to, cents, inMs }: Operation) {
  switch (kind) {
    case "deposit":
      return [number, cents];
    case "remind":
      return [number, inMs];
    default:
      return [number, cents, to];
  }
}
