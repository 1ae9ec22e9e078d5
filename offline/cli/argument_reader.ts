import type { Aliases, ParseOptions } from "./options.ts";

/** The names that a reader knows, each kind without its aliases. */
export interface KnownNames {
  readonly booleans: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly collected: ReadonlySet<string>;
  readonly negatable: ReadonlySet<string>;
  readonly aliases: Aliases;
  readonly unknown: ParseOptions["unknown"];
}

type Value = string | boolean;

const NUMBER = /^(?:0x[0-9a-f]+|[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)$/i;

/** Reads arguments one after the other, in the way of std's `parseArgs`. */
export class ArgumentReader {
  /** What is not a flag. */
  readonly positionals: (string | number)[] = [];
  /** What was read, by every name that it has. */
  readonly values: Record<string, unknown> = { _: this.positionals };
  readonly #known: KnownNames;
  readonly #groups: ReadonlyMap<string, readonly string[]>;

  /** Creates a reader that has read nothing yet. */
  constructor(known: KnownNames) {
    this.#known = known;
    this.#groups = groupNames(known.aliases);
  }

  /** Reads the arguments up to the end. */
  read(args: readonly string[], stopEarly: boolean): void {
    for (let at = 0; at < args.length; at++) {
      const argument = args[at] ?? "";
      const next = args[at + 1];
      if (/^--./s.test(argument)) {
        if (this.#readLong(argument, next)) at++;
      } else if (/^-./s.test(argument)) {
        if (this.#readShort(argument, next)) at++;
      } else {
        this.#readPositional(argument);
        if (!stopEarly) continue;
        this.positionals.push(...args.slice(at + 1));
        return;
      }
    }
  }

  /** Fills in what no argument said. */
  applyDefaults(defaults: Readonly<Record<string, unknown>>): void {
    for (const [key, value] of Object.entries(defaults)) {
      this.#fill(key, () => value);
    }
    for (const key of this.#known.booleans) {
      this.#fill(key, () => this.#isCollected(key) ? [] : false);
    }
    for (const key of [...this.#known.strings, ...this.#known.collected]) {
      if (this.#isCollected(key)) this.#fill(key, () => []);
    }
  }

  #fill(key: string, create: () => unknown): void {
    const value = create();
    for (const name of this.#namesOf(key)) {
      if (!Object.hasOwn(this.values, name)) this.values[name] = value;
    }
  }

  // Both readers tell whether they took the next argument as well.
  #readLong(argument: string, next: string | undefined): boolean {
    const equals = argument.indexOf("=");
    if (equals > 2 && equals < argument.length - 1) {
      const key = argument.slice(2, equals);
      const text = argument.slice(equals + 1);
      this.#set(key, this.#isBoolean(key) ? text !== "false" : text, argument);
      return false;
    }
    const key = argument.slice(2).replace(/=$/, "");
    const negated = key.startsWith("no-") ? key.slice(3) : undefined;
    if (negated !== undefined && this.#isNegatable(negated)) {
      this.#set(negated, false, argument);
      return false;
    }
    return this.#setWithNext(
      key,
      next?.startsWith("-") ? undefined : next,
      argument,
    );
  }

  #readShort(argument: string, next: string | undefined): boolean {
    const letters = argument.slice(1);
    for (let at = 0; at < letters.length - 1; at++) {
      const letter = letters.charAt(at);
      const rest = letters.slice(at + 1);
      const value = readAttached(letter, rest);
      if (value !== undefined) {
        this.#set(letter, value, argument);
        return false;
      }
      this.#set(letter, this.#isString(letter) ? "" : true, argument);
    }
    const last = letters.slice(-1);
    const isFlag = next !== undefined && /^--?[^-]/.test(next);
    return this.#setWithNext(last, isFlag ? undefined : next, argument);
  }

  #setWithNext(
    key: string,
    next: string | undefined,
    argument: string,
  ): boolean {
    if (next !== undefined && next !== "" && !this.#isBoolean(key)) {
      this.#set(key, next, argument);
      return true;
    }
    if (next === "true" || next === "false") {
      this.#set(key, next === "true", argument);
      return true;
    }
    this.#set(key, this.#isString(key) ? "" : true, argument);
    return false;
  }

  #readPositional(argument: string): void {
    if (this.#known.unknown?.(argument) === false) return;
    const isText = this.#known.strings.has("_") || !NUMBER.test(argument);
    this.positionals.push(isText ? argument : Number(argument));
  }

  #set(key: string, value: Value, argument: string): void {
    if (
      !this.#isKnown(key) &&
      this.#known.unknown?.(argument, key, value) === false
    ) return;
    const isNumber = typeof value === "string" && !this.#isString(key) &&
      NUMBER.test(value);
    const read = isNumber ? Number(value) : value;
    const isCollected = this.#isCollected(key) && value !== false;
    for (const name of this.#namesOf(key)) {
      const before = this.values[name];
      this.values[name] = !isCollected
        ? read
        : Array.isArray(before)
        ? [...before, read]
        : [read];
    }
  }

  #namesOf(key: string): readonly string[] {
    return this.#groups.get(key) ?? [key];
  }

  #isKnown(key: string): boolean {
    return this.#groups.has(key) || this.#isBoolean(key) ||
      this.#isString(key);
  }

  #isBoolean(key: string): boolean {
    return this.#namesOf(key).some((name) => this.#known.booleans.has(name));
  }

  #isString(key: string): boolean {
    return this.#namesOf(key).some((name) => this.#known.strings.has(name));
  }

  #isCollected(key: string): boolean {
    return this.#namesOf(key).some((name) => this.#known.collected.has(name));
  }

  #isNegatable(key: string): boolean {
    return this.#namesOf(key).some((name) => this.#known.negatable.has(name));
  }
}

// The value that stands behind a letter without a space: -o=out, -n5, -x/a.
function readAttached(letter: string, rest: string): string | undefined {
  if (rest === "-") return rest;
  const isLetter = /[A-Za-z]/.test(letter);
  if (isLetter && rest.includes("=")) return rest.slice(rest.indexOf("=") + 1);
  if (isLetter && /^-?\d+(\.\d*)?(e-?\d+)?$/.test(rest)) return rest;
  return /^\W/.test(rest) ? rest : undefined;
}

function groupNames(aliases: Aliases): Map<string, readonly string[]> {
  const groups = new Map<string, readonly string[]>();
  for (const [name, others] of Object.entries(aliases)) {
    const group = [name, ...(typeof others === "string" ? [others] : others)];
    for (const member of group) groups.set(member, group);
  }
  return groups;
}
