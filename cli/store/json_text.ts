import type { Plain } from "../../src/codec/json/plain.ts";
import { CommandError } from "./command_error.ts";

/**
 * Reads JSON.
 *
 * @throws {CommandError} If it is none, or has a number that is not read as it
 * is written. The text is in no error, for it may be secret.
 */
export function parseJson(text: string): Plain {
  try {
    return JSON.parse(text, checkNumber);
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`it is no JSON${placeOf(error, text)}`);
  }
}

/** What the platform tells of a number beside its value. */
interface Source {
  readonly source?: string;
}

function checkNumber(_name: string, value: unknown, given?: Source): unknown {
  if (typeof value !== "number") return value;
  const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value) &&
    given?.source !== undefined && given.source !== String(value);
  if (!isInexact && Number.isFinite(value)) return value;
  throw new CommandError(
    "it has a number that a number cannot hold; a bigint is written " +
      '{ "$bigint": "..." }',
  );
}

function placeOf(error: unknown, text: string): string {
  const { message } = error as Error;
  const position = message.match(/ at position (\d+)/)?.[1];
  if (position === undefined) return "";
  const lines = text.slice(0, Number(position)).split("\n");
  return ` in line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
}
