import type { Context } from "../../actor/context.ts";
import type { State } from "../../actor/durable/state/state.ts";
import { hashSha256 } from "../../base/runtime.ts";
import { toHex } from "../../base/hex.ts";
import { MAX_ID_LENGTH } from "../../base/limits.ts";
import type { ActorId } from "../../envelope/actor_id.ts";
import {
  type ActorDefinition,
  defineActor,
  type Method,
} from "../../envelope/definition.ts";

/** The types of the actors that keep subscriptions. */
export const STREAM = "backstage:stream";
export const SUBSCRIBER = "backstage:subscriber";

/**
 * A line of a book: for a stream the type, the id and the method of a
 * subscriber; for a subscriber a stream and its method.
 */
export type Line = readonly string[];

/**
 * Returns the line of a subscriber that another node tells of.
 *
 * @throws {TypeError} If it is none.
 */
export function readLine(told: unknown): Line {
  const isLine = Array.isArray(told) && told.length === 3 &&
    told.every((part) => typeof part === "string");
  if (isLine) return told;
  throw new TypeError("Cannot take a subscription: it names no subscriber");
}

/** Keeps lines, each once: of a stream, or of a subscriber. */
class Book {
  readonly #lines: State<Line[]> | { value: Line[] };

  constructor(ctx: Context, isDurable: boolean) {
    this.#lines = isDurable
      ? ctx.state("lines", (): Line[] => [])
      : { value: [] };
  }

  list(): Line[] {
    return this.#lines.value;
  }

  add(line: Line): void {
    const lines = this.#lines.value;
    if (!lines.some((one) => isSame(one, line))) lines.push(line);
  }

  remove(line: Line): void {
    const lines = this.#lines.value;
    this.#lines.value = lines.filter((one) => !isSame(one, line));
  }

  /** Returns all lines, and keeps none. */
  take(): Line[] {
    const lines = this.#lines.value;
    this.#lines.value = [];
    return lines;
  }
}

function isSame(one: Line, other: Line): boolean {
  return one.length === other.length &&
    one.every((part, at) => part === other[at]);
}

/** The kinds of book, as actors of their own. */
export interface Books {
  /** The definition of each kind, by its type. */
  readonly types: Readonly<Record<string, ActorDefinition>>;
  /** Returns the method of a kind that has a name. */
  methodOf(type: string, name: BookMethod): Method;
}

/** What a book is asked for. */
export type BookMethod = "add" | "list" | "remove" | "take";

/** Describes the books of a cluster, which a store keeps if there is one. */
export function defineBooks(isDurable: boolean): Books {
  const types: Record<string, ActorDefinition> = {
    [STREAM]: defineBook(STREAM, isDurable),
    [SUBSCRIBER]: defineBook(SUBSCRIBER, isDurable),
  };
  return { types, methodOf: (type, name) => types[type]!.methods[name]! };
}

function defineBook(type: string, isDurable: boolean): ActorDefinition {
  return defineActor({
    type,
    options: () => ({ idleMs: 60_000 }),
    create: (ctx: Context) => new Book(ctx, isDurable),
    ...(isDurable ? { states: { lines: { shape: "lines" } } } : {}),
    methods: {
      list: { payload: "none", invoke: (book) => (book as Book).list() },
      add: {
        payload: "value",
        isOneWay: true,
        invoke: (book, line) => (book as Book).add(line as Line),
      },
      remove: {
        payload: "value",
        isOneWay: true,
        invoke: (book, line) => (book as Book).remove(line as Line),
      },
      take: { payload: "none", invoke: (book) => (book as Book).take() },
    },
  });
}

/** Returns the id of the book of a subscriber. */
export function subscriberId({ type, id }: ActorId): string {
  const name = `${type.length}:${type}${id}`;
  if (name.length <= MAX_ID_LENGTH) return name;
  const hash = hashSha256(new TextEncoder().encode(name));
  return hash === null ? name.slice(0, MAX_ID_LENGTH) : toHex(hash);
}
