/** Whether a diagnostic stops the generator. */
export type Severity = "error" | "warning";

/** The severity and the summary of a code. */
export interface Rule {
  readonly severity: Severity;
  readonly summary: string;
}

/** Every code; a code never changes its meaning. */
export const RULES = {
  GEN101: error("a path to scan does not exist or cannot be read"),
  GEN102: error("the output is no folder or cannot be written"),
  GEN103: error("a file does not parse"),
  GEN104: error("a file of that name was not written by the generator"),
  GEN105: error("a configuration file cannot be read"),
  GEN106: error("a generated file cannot be laid out"),
  GEN201: error("the marker is not above a class"),
  GEN202: error("the class is not exported"),
  GEN203: error("the class is abstract"),
  GEN204: error("the class is generic"),
  GEN205: error("the class has no name"),
  GEN206: error("the constructor asks for more than a Context"),
  GEN207: error("the constructor is not public"),
  GEN208: error("two actors have one type name"),
  GEN209: error("two actors need one file name"),
  GEN210: error("the actor type is no literal name"),
  GEN211: error("the class is only declared"),
  GEN301: error("a method's name is taken by every proxy"),
  GEN302: error("a parameter cannot be a message"),
  GEN303: error("a result cannot be a message"),
  GEN304: error("a type cannot be named outside its file"),
  GEN305: error("a method's name is a number"),
  GEN306: error("a generator cannot be a streaming reply"),
  GEN401: warning("a type's module cannot be found"),
  GEN402: warning("a part of a message is copied unchecked"),
  GEN403: warning("a comment looks like the marker and is none"),
  GEN404: warning("a function in a field is no message"),
  GEN405: warning("an actor has no message"),
  GEN406: warning("a message is named like a hook"),
  GEN407: warning("a type's module is known to Deno, which may not be asked"),
  GEN408: warning("a type's module is not in Deno's cache"),
  GEN501: error("a state's name is no literal"),
  GEN502: error("a state's type cannot be kept"),
  GEN503: error("two states have one name"),
  GEN504: error("a state is asked for too late"),
  GEN505: error("a member is given no state"),
  GEN506: error("turns of an actor with a state may interleave"),
} as const;

/** A stable code of a diagnostic. */
export type Code = keyof typeof RULES;

/** A place in a source; lines and columns count from one. */
export interface Place {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** One problem of the generator's input. */
export interface Diagnostic {
  readonly code: Code;
  readonly place: Place;
  readonly message: string;
  readonly hint: string;
  /** How severe it is, where that is not what its code says. */
  readonly severity?: Severity;
}

/** The first unchecked part of one method, and how many there are. */
interface UncheckedMethod {
  readonly first: Diagnostic;
  count: number;
}

/** Most methods whose unchecked parts are reported one by one. */
const MAX_UNCHECKED = 10;

/** Collects the problems that the steps of the generator find. */
export class Diagnostics {
  readonly #found: Diagnostic[] = [];
  readonly #unchecked = new Map<string, UncheckedMethod>();

  /** Adds one problem. */
  add(
    code: Code,
    place: Place,
    message: string,
    hint: string,
    severity?: Severity,
  ): void {
    const found = { code, place, message, hint };
    this.#found.push(severity === undefined ? found : { ...found, severity });
  }

  /** Adds an unchecked part of a method; a method has one line for all. */
  addUnchecked(method: string, first: Diagnostic): void {
    const known = this.#unchecked.get(method);
    if (known === undefined) this.#unchecked.set(method, { first, count: 1 });
    else known.count++;
  }

  /** Whether a problem forbids every write. */
  get hasErrors(): boolean {
    return this.#found.some((one) => severityOf(one) === "error");
  }

  /** All problems by place, each once. */
  get sorted(): Diagnostic[] {
    const byKey = new Map<string, Diagnostic>();
    for (const one of [...this.#found, ...this.#uncheckedMethods]) {
      byKey.set(JSON.stringify(one), one);
    }
    return [...byKey.values()].sort(compare);
  }

  get #uncheckedMethods(): Diagnostic[] {
    const lines = Array.from(this.#unchecked.values(), ({ first, count }) => {
      const more = count - 1;
      const parts = more === 1 ? "part" : "parts";
      const message = more === 0
        ? first.message
        : `${first.message}, and ${more} more ${parts}`;
      return { ...first, message };
    }).sort(compare);
    const [next] = lines.slice(MAX_UNCHECKED);
    if (next === undefined) return lines;
    const count = lines.length - MAX_UNCHECKED;
    const methods = count === 1 ? "method has" : "methods have";
    return [...lines.slice(0, MAX_UNCHECKED), {
      ...next,
      message: `${count} more ${methods} parts that are copied unchecked`,
      hint: "--strict names every part",
    }];
  }
}

/** Tells whether a diagnostic stops the generator. */
export function severityOf({ code, severity }: Diagnostic): Severity {
  return severity ?? RULES[code].severity;
}

/** The place of a file as a whole. */
export function startOf(path: string): Place {
  return { path, line: 1, column: 1 };
}

/** Writes a diagnostic as one line. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { code, place, message, hint } = diagnostic;
  const at = `${place.path}:${place.line}:${place.column}`;
  const kind = severityOf(diagnostic) === "warning" ? "warning: " : "";
  return `${at} ${code} ${kind}${message} (hint: ${hint})`;
}

function compare(a: Diagnostic, b: Diagnostic): number {
  return compareText(a.place.path, b.place.path) ||
    a.place.line - b.place.line || a.place.column - b.place.column ||
    compareText(a.code, b.code) || compareText(a.message, b.message);
}

/** Orders text by its code units, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function error(summary: string): Rule {
  return { severity: "error", summary };
}

function warning(summary: string): Rule {
  return { severity: "warning", summary };
}
