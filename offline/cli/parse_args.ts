import { ArgumentReader } from "./argument_reader.ts";
import type { Aliases, Args, ParseOptions } from "./options.ts";

/**
 * Reads command line arguments into an object: flags by their names, all else
 * under `_`. What looks like a number becomes one unless named under `string`.
 */
export function parseArgs<
  TBooleans extends string = never,
  TStrings extends string = never,
  TDefaults extends Record<string, unknown> = Record<never, never>,
  TAlias extends string = string,
  TAliases extends Aliases<TAlias> = Record<never, never>,
>(
  args: string[],
  options: ParseOptions<TBooleans, TStrings, TDefaults, TAliases>,
): Args<TBooleans, TStrings, TDefaults, TAliases> {
  const reader = new ArgumentReader({
    booleans: [options.boolean ?? []].flat(),
    strings: [options.string ?? []].flat(),
    aliases: options.alias ?? {},
    unknown: options.unknown,
  });
  const end = args.indexOf("--");
  reader.read(end === -1 ? args : args.slice(0, end));
  reader.applyDefaults(options.default ?? {});
  reader.values._.push(...end === -1 ? [] : args.slice(end + 1));
  return reader.values as Args<TBooleans, TStrings, TDefaults, TAliases>;
}
