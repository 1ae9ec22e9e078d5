import type { Book } from "../cast/vault.ts";

/** What is broken on purpose, such that the comparison must find it. */
export const TEETH = ["early", "carrier", "keyless", "timer"] as const;

/** A broken variant. */
export type Tooth = typeof TEETH[number];

/** What the child is told at its start. */
export interface Settings {
  /** Its file of SQLite. */
  readonly path: string;
  readonly durability: "full" | "normal";
  readonly tooth: Tooth | null;
}

/** The methods that are asked for. */
export type VaultMethod =
  | "close"
  | "deposit"
  | "fail"
  | "read"
  | "remind"
  | "remindLoosely"
  | "transfer"
  | "transferLoosely";

/** A call that the child makes. */
export interface Request {
  /** From 1 on: 0 is that the child is ready. */
  readonly id: number;
  readonly vault: string;
  readonly method: VaultMethod;
  readonly parts: readonly (number | string)[];
  readonly key: string | null;
}

/** What became of a call. */
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | {
    readonly id: number;
    readonly outcome: "failed" | "not-run" | "unknown";
    readonly message: string;
  };

/** All books, by vault. */
export type Books = ReadonlyMap<string, Book>;
