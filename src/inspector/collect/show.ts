import {
  describeThrown,
  isThrown,
  readThrown,
  readThrownText,
} from "../../base/thrown.ts";
import { escapeControls } from "../../base/escape_controls.ts";
import { MAX_SHOWN_LENGTH } from "../../base/limits.ts";

const INSPECTION: Deno.InspectOptions = {
  colors: false,
  depth: 4,
  getters: false,
  iterableLimit: 100,
  strAbbreviateSize: 1_000,
};

/** Shows a value as text of bounded length; it never throws. */
export function show(value: unknown): string {
  return guard(() => Deno.inspect(value, INSPECTION));
}

/** Returns an error's name and message, and those of its cause. */
export function describeError(error: unknown): string {
  return guard(() => {
    const text = describeThrown(error);
    const cause = isThrown(error, Error)
      ? readThrown(error, "cause")
      : undefined;
    return escapeControls(
      cause === undefined ? text : `${text} (${describeThrown(cause)})`,
    );
  });
}

/** Returns an error's stack, if it has one. */
export function describeStack(error: unknown): string {
  return guard(() =>
    isThrown(error, Error) ? readThrownText(error, "stack") ?? "" : ""
  );
}

/** Bounds a text; reading a user's value may throw. */
function guard(describe: () => string): string {
  try {
    const text = describe();
    return text.length <= MAX_SHOWN_LENGTH
      ? text
      : `${text.slice(0, MAX_SHOWN_LENGTH)}...`;
  } catch {
    return "(cannot be shown)";
  }
}
