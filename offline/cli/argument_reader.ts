import type { Aliases, ParseOptions } from "./options.ts";

/** The names that a reader knows, each kind without its aliases. */
export interface KnownNames {
  readonly booleans: readonly string[];
  readonly strings: readonly string[];
  readonly aliases: Aliases;
  readonly unknown: ParseOptions["unknown"];
}

type Value = string | number | boolean;

const FLAG = /^-(?:(?<long>-)(?<negated>no-)?)?(?<key>.+?)(?:=(?<value>.*))?$/s;
const LETTER = /[A-Za-z]/;
const ENDS_IN_NUMBER = /\d+(?:\.\d*)?(?:e-?\d+)?$/;
const ASSIGNED = /=(?<value>.+)/;

/** Reads arguments one after the other, in the way of std's `parseArgs`. */
export class ArgumentReader {
  /** What was read, by every name that it has; the plain ones under `_`. */
  readonly values: { [name: string]: unknown; _: (string | number)[] } = {
    _: [],
  };
  readonly #unknown: ParseOptions["unknown"];
  /** The other names of each name that has any. */
  readonly #others: ReadonlyMap<string, readonly string[]>;
  readonly #booleans: ReadonlySet<string>;
  readonly #strings: ReadonlySet<string>;

  /** Creates a reader that has read nothing yet. */
  constructor({ booleans, strings, aliases, unknown }: KnownNames) {
    this.#unknown = unknown;
    this.#others = listOthers(aliases);
    this.#booleans = this.#withOthers(booleans);
    this.#strings = this.#withOthers(strings);
  }

  /** Reads the arguments up to the end. */
  read(args: readonly string[]): void {
    for (let at = 0; at < args.length; at++) {
      const argument = args[at]!;
      const flag = argument.match(FLAG)?.groups;
      if (flag === undefined) this.#readPlain(argument);
      else if (flag["long"] !== undefined) {
        if (this.#readLong(argument, flag, args[at + 1])) at++;
      } else if (this.#readShort(argument, args[at + 1])) at++;
    }
  }

  /** Fills in what no argument said. */
  applyDefaults(defaults: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(defaults)) {
      if (has(this.values, key)) continue;
      for (const name of this.#namesOf(key)) assign(this.values, name, value);
    }
    for (const key of this.#booleans) {
      if (!has(this.values, key)) assign(this.values, key, false);
    }
  }

  #readPlain(argument: string): void {
    if (this.#unknown?.(argument) === false) return;
    const isText = this.#strings.has("_") || !isNumber(argument);
    this.values._.push(isText ? argument : Number(argument));
  }

  // Both readers tell whether they took the next argument as well.

  #readLong(
    argument: string,
    { key = "", value, negated }: Record<string, string | undefined>,
    next: string | undefined,
  ): boolean {
    if (value !== undefined) {
      const isBoolean = this.#booleans.has(key);
      this.#set(key, isBoolean ? value !== "false" : value, argument);
      return false;
    }
    const name = negated === undefined ? key : `no-${key}`;
    const isValue = next !== undefined && !next.startsWith("-");
    return this.#setFrom(name, isValue ? next : undefined, argument);
  }

  #readShort(argument: string, next: string | undefined): boolean {
    const letters = argument.slice(1, -1).split("");
    for (const [at, letter] of letters.entries()) {
      const rest = argument.slice(at + 2);
      if (rest === "-") {
        this.#set(letter, rest, argument);
        continue;
      }
      const attached = readAttached(letter, rest, letters[at + 1]);
      this.#set(letter, attached ?? this.#bareValue(letter), argument);
      if (attached !== undefined) return false;
    }
    const last = argument.slice(-1);
    if (last === "-") return false;
    const isValue = next !== undefined && !/^--?[^-]/.test(next);
    return this.#setFrom(last, isValue ? next : undefined, argument);
  }

  /** Sets a flag to the next argument, if that is a value for it. */
  #setFrom(key: string, next: string | undefined, argument: string): boolean {
    if (next && !this.#isBoolean(key)) {
      this.#set(key, next, argument);
      return true;
    }
    if (next === "true" || next === "false") {
      this.#set(key, next === "true", argument);
      return true;
    }
    this.#set(key, this.#bareValue(key), argument);
    return false;
  }

  #bareValue(key: string): Value {
    return this.#strings.has(key) ? "" : true;
  }

  #set(key: string, value: Value, argument: string): void {
    const isKnown = this.#booleans.has(key) || this.#strings.has(key) ||
      this.#others.has(key);
    if (!isKnown && this.#unknown?.(argument, key, value) === false) return;
    const isText = typeof value !== "string" || this.#strings.has(key) ||
      !isNumber(value);
    const read = isText ? value : Number(value);
    for (const name of this.#namesOf(key)) assign(this.values, name, read);
  }

  #isBoolean(key: string): boolean {
    return this.#namesOf(key).some((name) => this.#booleans.has(name));
  }

  #namesOf(key: string): readonly string[] {
    return [key, ...this.#others.get(key) ?? []];
  }

  #withOthers(names: readonly string[]): Set<string> {
    return new Set(names.flatMap((name) => this.#namesOf(name)));
  }
}

// The value that a letter has without a space: -o=out, -n5, -x/a.
function readAttached(
  letter: string,
  rest: string,
  next: string | undefined,
): string | undefined {
  if (rest === "=") return "";
  if (LETTER.test(letter)) {
    const assigned = rest.match(ASSIGNED)?.groups?.["value"];
    if (assigned !== undefined) return assigned;
    if (ENDS_IN_NUMBER.test(rest)) return rest;
  }
  return next !== undefined && /\W/.test(next) ? rest : undefined;
}

function isNumber(text: string): boolean {
  return /\S/.test(text) && Number.isFinite(Number(text));
}

function listOthers(aliases: Aliases): Map<string, readonly string[]> {
  const others = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(aliases)) {
    const names = typeof value === "string" ? [value] : value;
    others.set(name, names);
    for (const other of names) {
      others.set(other, [name, ...names.filter((one) => one !== other)]);
    }
  }
  return others;
}

type Branch = Record<string, unknown>;

/** Sets a value by its name, whose dots lead into objects. */
function assign(values: Branch, name: string, value: unknown): void {
  const keys = name.split(".");
  const last = keys.pop()!;
  let branch = values;
  for (const key of keys) {
    if (isUnsafe(branch, key)) return;
    branch = (branch[key] ??= {}) as Branch;
  }
  if (!isUnsafe(branch, last)) branch[last] = value;
}

function has(values: Branch, name: string): boolean {
  let branch: unknown = values;
  return name.split(".").every((key) => {
    const isThere = Object.hasOwn(branch as object, key);
    branch = (branch as Branch)[key];
    return isThere;
  });
}

// What would reach every object, or the class of this one.
function isUnsafe(branch: Branch, key: string): boolean {
  return key === "__proto__" ||
    key === "constructor" && typeof branch[key] === "function";
}
