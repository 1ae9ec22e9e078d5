import { CodecError } from "../base/errors.ts";

/** Segments of a path that are shown before the rest is cut. */
const SHOWN_SEGMENTS = 12;

/** Characters of a key that are shown before the rest is cut. */
const SHOWN_KEY_LENGTH = 64;

/** What a {@linkcode Refusal} is made of beside its sentence. */
interface RefusalOptions extends ErrorOptions {
  /** What would have been right; any message unless given. */
  readonly expected?: string;
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u;

/**
 * Carries a failure up through a value; every container on the way adds its
 * own step, so a value that can be a message never pays for a path.
 *
 * It is no `Error`: a union may try variants by what they refuse, and a stack
 * that nobody sees would cost a hundred times more than the rest.
 */
export class Refusal {
  /** The half sentence that a path is put before. */
  readonly message: string;
  /** The error behind it, if there is one. */
  readonly cause: unknown;
  /** What would have been right. */
  readonly expected: string;
  /** What was found, by kind. */
  readonly actual: string;
  readonly #steps: string[] = [];

  /** Creates the refusal from its half sentence and the kind it found. */
  constructor(sentence: string, actual: string, options?: RefusalOptions) {
    this.message = sentence;
    this.cause = options?.cause;
    this.expected = options?.expected ?? "a message";
    this.actual = actual;
  }

  /** How many containers the failure has come up through. */
  get depth(): number {
    return this.#steps.length;
  }

  /** Adds the step that leads from a container to what was refused in it. */
  within(step: string): this {
    this.#steps.push(step);
    return this;
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

/** Returns what was thrown as a refusal; user code may throw anything. */
export function asRefusal(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  if (thrown instanceof CodecError) {
    const { message, expected, actual } = thrown;
    return new Refusal(message, actual, { expected, cause: thrown });
  }
  return new Refusal("what cannot be read cannot be a message", "unreadable", {
    cause: thrown,
  });
}

/** Returns what was thrown as the error that a caller sees. */
export function toCodecError(thrown: unknown): CodecError {
  return thrown instanceof CodecError
    ? thrown
    : asRefusal(thrown).toCodecError();
}

/** Names the step to a member of an object, as in `.qty` or `["odd key"]`. */
export function memberStep(key: string): string {
  return IDENTIFIER.test(key) ? `.${shorten(key)}` : `[${quote(key)}]`;
}

/** Names the step to the value of a map's entry, as in `.get("a")`. */
export function entryStep(key: unknown, index: number): string {
  if (typeof key === "string") return `.get(${quote(key)})`;
  return typeof key === "number" ? `.get(${key})` : `.values()[${index}]`;
}

function joinSteps(steps: readonly string[]): string {
  // Steps were added from the inside out.
  const shown = steps.slice(-SHOWN_SEGMENTS).reverse().join("");
  const path = shown.startsWith(".") ? shown.slice(1) : shown;
  return steps.length > SHOWN_SEGMENTS ? `${path}…` : path;
}

function quote(key: string): string {
  return JSON.stringify(shorten(key));
}

function shorten(key: string): string {
  return key.length > SHOWN_KEY_LENGTH
    ? `${key.slice(0, SHOWN_KEY_LENGTH)}…`
    : key;
}
