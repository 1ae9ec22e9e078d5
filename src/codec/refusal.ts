import { quote } from "../base/escape_controls.ts";
import { CodecError, readCodecError } from "../base/errors.ts";
import { isThrown, readThrownMessage } from "../base/thrown.ts";

/** Segments of a path that are shown before the rest is cut. */
const SHOWN_SEGMENTS = 12;

/** Characters of a key that are shown before the rest is cut. */
const SHOWN_KEY_LENGTH = 64;

/** The parts of a {@linkcode Refusal} beside its sentence. */
interface RefusalOptions extends ErrorOptions {
  /** The expected type; any message unless given. */
  readonly expected?: string;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * The failure of one part of a value. Every container above the part adds its
 * own step, so a value that can be a message never pays for a path.
 *
 * It is no `Error`: a union may refuse several variants before one fits, and an
 * unused stack would cost a hundred times more than the rest.
 */
export class Refusal {
  /** The half sentence that a path is put before. */
  readonly message: string;
  /** The error behind it, if there is one. */
  readonly cause: unknown;
  /** The expected type. */
  readonly expected: string;
  /** The kind of the value found. */
  readonly actual: string;
  readonly #steps: string[] = [];

  /** Creates the refusal from its half sentence and the kind found. */
  constructor(sentence: string, actual: string, options?: RefusalOptions) {
    this.message = sentence;
    this.cause = options?.cause;
    this.expected = options?.expected ?? "a message";
    this.actual = actual;
  }

  /** The number of steps that its path has so far. */
  get depth(): number {
    return this.#steps.length;
  }

  /** Adds the step that leads from a container to the refused part. */
  within(step: string): this {
    this.#steps.push(step);
    return this;
  }

  /** Returns the refusal of the container with this step, and leaves this. */
  copyWithin(step: string): Refusal {
    const { message, expected, actual, cause } = this;
    const copy = new Refusal(message, actual, { expected, cause });
    copy.#steps.push(...this.#steps, step);
    return copy;
  }

  /** Returns the error that a caller sees. */
  toCodecError(): CodecError {
    const path = joinSteps(this.#steps);
    const { message, expected, actual, cause } = this;
    return new CodecError(
      path === "" ? message : `${path}: ${message}`,
      { path, expected, actual, cause },
    );
  }
}

/** Returns any thrown value as a refusal. */
export function asRefusal(thrown: unknown): Refusal {
  if (isThrown(thrown, Refusal)) return thrown;
  if (isThrown(thrown, CodecError)) {
    const { expected, actual } = readCodecError(thrown);
    const message = readThrownMessage(thrown);
    return new Refusal(message, actual, { expected, cause: thrown });
  }
  return new Refusal("what cannot be read cannot be a message", "unreadable", {
    cause: thrown,
  });
}

/** Returns any thrown value as the error that a caller sees. */
export function toCodecError(thrown: unknown): CodecError {
  return isThrown(thrown, CodecError)
    ? thrown
    : asRefusal(thrown).toCodecError();
}

/** Names the step to a member of an object, as in `.qty` or `["odd key"]`. */
export function memberStep(key: string): string {
  return IDENTIFIER.test(key) ? `.${shorten(key)}` : `[${quote(shorten(key))}]`;
}

/** Names the step to the value of a map's entry, as in `.get("a")`. */
export function entryStep(key: unknown, index: number): string {
  if (typeof key === "string") return `.get(${quote(shorten(key))})`;
  return typeof key === "number" ? `.get(${key})` : `.values()[${index}]`;
}

function joinSteps(steps: readonly string[]): string {
  // Steps were added from the inside out.
  const shown = steps.slice(-SHOWN_SEGMENTS).reverse().join("");
  const path = shown.startsWith(".") ? shown.slice(1) : shown;
  return steps.length > SHOWN_SEGMENTS ? `${path}…` : path;
}

function shorten(key: string): string {
  return key.length > SHOWN_KEY_LENGTH
    ? `${key.slice(0, SHOWN_KEY_LENGTH)}…`
    : key;
}
