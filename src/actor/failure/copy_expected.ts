import type { ExpectedError } from "../../base/expected_error.ts";
import { remakeError } from "../../base/remake_error.ts";
import { CodecError } from "../../base/errors.ts";
import { copyValue } from "../../codec/copy/copy.ts";
import { kindOf } from "../../codec/copy/kind.ts";
import type { ReferenceOwner } from "../../codec/reference/reference.ts";

/**
 * Copies a refusal for the caller that it is for: of the same class, whose
 * constructor does not run again. Own members that cannot be a message are left
 * out, as on a wire; its details are not.
 *
 * @throws {CodecError} If its details cannot be a message, or a subclass has
 * made its code another than text: by that callers know it, on any wire.
 */
export function copyExpected(
  error: ExpectedError,
  owner: ReferenceOwner,
): ExpectedError {
  const { code, details } = error;
  assertCode(code);
  const hasCause = Object.hasOwn(error, "cause");
  const copy = remakeError(error, hasCause ? { cause: error.cause } : {});
  // In an object, so that a path begins with the member's name.
  const own = copyValue({ code, details }, owner) as object;
  for (const members of [copyMembers(error, owner), own]) {
    for (const [key, value] of Object.entries(members)) {
      const isPlain = { configurable: true, enumerable: true, writable: true };
      Object.defineProperty(copy, key, { ...isPlain, value });
    }
  }
  return copy as ExpectedError;
}

function assertCode(code: unknown): void {
  if (typeof code === "string" && code !== "") return;
  const expected = "text that is not empty";
  const actual = code === "" ? "empty text" : kindOf(code);
  const path = "code";
  const sentence = `${path}: expected ${expected}, got ${actual}`;
  throw new CodecError(sentence, { path, expected, actual });
}

function copyMembers(error: Error, owner: ReferenceOwner): object {
  const members: Record<string, unknown> = {};
  for (const key of Object.keys(error)) {
    if (key === "code" || key === "details" || key === "__proto__") continue;
    try {
      members[key] = copyValue(Reflect.get(error, key), owner);
    } catch {
      // An error that cannot be copied in full is still an error.
    }
  }
  return members;
}
