import { ArgumentReader } from "./argument_reader.ts";
import type { Aliases, Args, Names, ParseOptions } from "./options.ts";

export type { Args, ParseOptions } from "./options.ts";

/**
 * Reads command line arguments into an object: flags by their names, all else
 * under `_`. What looks like a number becomes one unless named under `string`.
 */
export function parseArgs<
  const TBooleans extends string = never,
  const TStrings extends string = never,
  const TCollected extends string = never,
  const TNegatable extends string = never,
  const TDefaults extends Record<string, unknown> = Record<never, never>,
  const TAliases extends Aliases = Record<never, never>,
  const TDoubleDash extends boolean = false,
>(
  args: string[],
  options: ParseOptions<
    TBooleans,
    TStrings,
    TCollected,
    TNegatable,
    TDefaults,
    TAliases,
    TDoubleDash
  > = {},
): Args<
  TBooleans,
  TStrings,
  TCollected,
  TNegatable,
  TDefaults,
  TAliases,
  TDoubleDash
> {
  const plain: ParseOptions = options;
  const reader = new ArgumentReader({
    booleans: toSet(plain.boolean),
    strings: toSet(plain.string),
    collected: toSet(plain.collect),
    negatable: toSet(plain.negatable),
    aliases: plain.alias ?? {},
    unknown: plain.unknown,
  });
  const end = args.indexOf("--");
  const before = end === -1 ? args : args.slice(0, end);
  const after = end === -1 ? [] : args.slice(end + 1);
  reader.read(before, plain.stopEarly ?? false);
  reader.applyDefaults(plain.default ?? {});
  if (plain["--"]) reader.values["--"] = after;
  else reader.positionals.push(...after);
  return reader.values as ReturnType<
    typeof parseArgs<
      TBooleans,
      TStrings,
      TCollected,
      TNegatable,
      TDefaults,
      TAliases,
      TDoubleDash
    >
  >;
}

function toSet(names: Names<string> | undefined): Set<string> {
  if (names === undefined) return new Set();
  return new Set(typeof names === "string" ? [names] : names);
}
