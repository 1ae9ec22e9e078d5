import { createHash } from "node:crypto";
import type { ActorId } from "../../../envelope/actor_id.ts";
import type { RowKind, RowName } from "../../../store/store.ts";
import { storeOf, storeStreamOf } from "../subject.ts";

/** Longer names are hashed; the message says them. */
const MAX_TOKEN_LENGTH = 160;

/** What begins a hash: no name has it, which is not hashed. */
export const HASH_MARK = "~";

const PLAIN = /^[A-Za-z0-9_-]+$/;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Names a text as a part of a subject, whatever is in it. */
export function encodeToken(text: string): string {
  if (text.length <= MAX_TOKEN_LENGTH && PLAIN.test(text)) return text;
  let token = "";
  for (const byte of encoder.encode(text)) {
    const character = String.fromCharCode(byte);
    token += PLAIN.test(character) ? character : `=${toHex(byte)}`;
  }
  if (token.length > MAX_TOKEN_LENGTH) return HASH_MARK + hash(text);
  // A part of a subject is never empty.
  return token === "" ? "=" : token;
}

/** Returns the text that a part of a subject names; `null` for a hash. */
export function decodeToken(token: string): string | null {
  if (PLAIN.test(token)) return token;
  if (token.startsWith(HASH_MARK)) return null;
  if (token === "=") return "";
  const bytes: number[] = [];
  for (let at = 0; at < token.length; at++) {
    const isCoded = token[at] === "=";
    const byte = isCoded
      ? parseInt(token.slice(at + 1, at + 3), 16)
      : token.charCodeAt(at);
    if (isCoded) at += 2;
    bytes.push(byte);
  }
  return decoder.decode(Uint8Array.from(bytes));
}

function toHex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, "0");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

/** The subjects of one store. */
export class Subjects {
  readonly #prefix: string;
  /** The stream that keeps them all. */
  readonly stream: string;
  /** What the stream listens to. */
  readonly all: string;
  /** What says how all is written. */
  readonly format: string;

  constructor(name: string) {
    this.stream = storeStreamOf(name);
    this.#prefix = storeOf(name);
    this.all = `${this.#prefix}.>`;
    this.format = `${this.#prefix}.v`;
  }

  /** The record of an actor. */
  record(actor: ActorId): string {
    return `${this.#prefix}.r.${nameActor(actor)}`;
  }

  /** The records of a type, or of all. */
  records(type: string | undefined): string {
    if (type === undefined) return `${this.#prefix}.r.>`;
    return `${this.#prefix}.r.${encodeToken(type)}.*`;
  }

  /** A row of an actor. */
  row(actor: ActorId, { kind, key }: RowName): string {
    const name = `${nameActor(actor)}.${kind}.${encodeToken(key)}`;
    return `${this.#prefix}.d.${name}`;
  }

  /** The rows of an actor, of a kind or of both. */
  rows(actor: ActorId, kind: RowKind | undefined): string {
    return `${this.#prefix}.d.${nameActor(actor)}.${kind ?? "*"}.*`;
  }

  /** When an actor of a shard is to be woken. */
  wake(shard: number | null, actor: ActorId): string {
    return `${this.#prefix}.w.${shard ?? "-"}.${nameActor(actor)}`;
  }

  /** When the actors of a shard are to be woken, or all actors. */
  wakes(shard: number | null): string {
    return `${this.#prefix}.w.${shard === null ? ">" : `${shard}.>`}`;
  }

  /** The fence of a shard. */
  fence(shard: number): string {
    return `${this.#prefix}.f.${shard}`;
  }

  /** What the commits of an engine are guarded by. */
  guard(engine: string): string {
    return `${this.#prefix}.g.${engine}`;
  }

  /** That others have written actors of an engine's shards. */
  others(engine: string): string {
    return `${this.#prefix}.o.${engine}`;
  }

  /** The last commit of an engine; one for each shard that it has not. */
  commit(engine: string, shard?: number): string {
    const end = shard === undefined ? "" : `.${shard}`;
    return `${this.#prefix}.c.${engine}${end}`;
  }

  /** That a row is to be forgotten when it is asked for. */
  expiry(row: string): string {
    return row.replace(`${this.#prefix}.d.`, `${this.#prefix}.x.`);
  }

  /** The row that such a message is of. */
  expiring(subject: string): string {
    return subject.replace(`${this.#prefix}.x.`, `${this.#prefix}.d.`);
  }

  /** All rows that are to be forgotten when that is asked for. */
  get expiries(): string {
    return `${this.#prefix}.x.>`;
  }

  /** The parts of a subject behind its kind. */
  partsOf(subject: string): string[] {
    return subject.slice(this.#prefix.length + 3).split(".");
  }
}

function nameActor({ type, id }: ActorId): string {
  return `${encodeToken(type)}.${encodeToken(id)}`;
}
