import { quote } from "./escape_controls.ts";
import { showOption } from "./show_option.ts";

/** The names of all options of a kind, none left out. */
export type OptionNames<Options> = {
  readonly [Name in keyof Required<Options>]: true;
};

/**
 * Throws if options have a name that none of their kind has, which is a slip of
 * the pen as a rule; one that is `undefined` is not given.
 *
 * @throws {TypeError} If they have; its message tells the nearest known one.
 */
export function assertKnownOptions<Options extends object>(
  whose: string,
  names: OptionNames<Options>,
  options: Options,
): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(
      `Cannot use options ${showOption(options)} of ${whose}: they must be ` +
        "an object",
    );
  }
  for (const name of Object.keys(options)) {
    if (Object.hasOwn(names, name)) continue;
    if (Reflect.get(options, name) === undefined) continue;
    const nearest = findNearest(name, Object.keys(names));
    const hint = nearest === null ? "" : `, its nearest is ${quote(nearest)}`;
    throw new TypeError(
      `Cannot use option ${quote(name)}: ${whose} has none of that name${hint}`,
    );
  }
}

/** Returns the known name that is least to type anew, if any is near. */
function findNearest(name: string, known: readonly string[]): string | null {
  let nearest: string | null = null;
  let least = Math.max(2, Math.ceil(name.length / 3)) + 1;
  for (const one of known) {
    const distance = countEdits(name.toLowerCase(), one.toLowerCase());
    if (distance >= least) continue;
    least = distance;
    nearest = one;
  }
  return nearest;
}

/** Counts the letters to put in, take out or change from one to the other. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[at - 1] === to[column - 1];
      next.push(Math.min(
        row[column]! + 1,
        next[column - 1]! + 1,
        row[column - 1]! + (isSame ? 0 : 1),
      ));
    }
    row = next;
  }
  return row[to.length]!;
}
