import { escapeControls } from "../base/escape_controls.ts";
import { MAX_ID_LENGTH } from "../base/limits.ts";

/**
 * Names one actor: the same `id` under two types is two actors.
 *
 * An id has 1 to 1,024 UTF-16 code units and no lone surrogates.
 */
export interface ActorId {
  /** The actor's type: its class's stable name. */
  readonly type: string;
  /** The id within the type. */
  readonly id: string;
}

/** Names an actor, as in `Cart/7`. */
export function nameActor({ type, id }: ActorId): string {
  return `${type}/${id}`;
}

/** Formats an actor for error messages and log lines: `"Cart/7"`. */
export function formatActor(actor: ActorId): string {
  return `"${escapeControls(nameActor(actor))}"`;
}

/**
 * Throws unless `id` can name an actor or a stream.
 *
 * @throws {TypeError} If it is no string or holds a lone surrogate, which
 * would arrive as another id where ids travel as UTF-8.
 * @throws {RangeError} If it is empty or longer than the limit.
 */
export function assertId(action: string, id: unknown): asserts id is string {
  if (typeof id !== "string") {
    const kind = id === null ? "null" : typeof id;
    throw new TypeError(`Cannot ${action}: id must be a string, not ${kind}`);
  }
  if (id.length === 0) {
    throw new RangeError(`Cannot ${action}: id is empty`);
  }
  if (id.length > MAX_ID_LENGTH) {
    throw new RangeError(
      `Cannot ${action}: id has ${id.length} characters, ` +
        `at most ${MAX_ID_LENGTH} are allowed`,
    );
  }
  if (!id.isWellFormed()) {
    throw new TypeError(`Cannot ${action}: id holds a lone surrogate`);
  }
}
