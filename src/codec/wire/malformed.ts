import { CodecError } from "../../base/errors.ts";

/** Returns the error for bytes that are not well formed. */
export function malformed(state: string, options?: ErrorOptions): CodecError {
  return new CodecError(`Cannot decode bytes: ${state}`, {
    path: "",
    expected: "well-formed bytes",
    actual: "malformed bytes",
    cause: options?.cause,
  });
}
