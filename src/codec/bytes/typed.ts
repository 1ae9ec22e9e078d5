import type { Copier } from "../copy/copy.ts";
import { toCodecError } from "../refusal.ts";
import type { Codec } from "./byte_codec.ts";
import { readAny } from "./read_any.ts";
import type { Reader } from "./reader.ts";
import { writeAny } from "./write_any.ts";
import type { Writer } from "./writer.ts";

/**
 * Writes a value of a type: the quick way, if there is one and nothing comes in
 * between, or else the copy that the type's copier makes of it. What is written
 * and what is refused is the copier's to say: the quick way is only quicker.
 *
 * @throws {CodecError} If the value is not of the type.
 */
export function writeTyped(
  value: unknown,
  to: Writer,
  codec: Codec | undefined,
  copy: Copier,
): void {
  if (codec !== undefined) {
    const { length, objects } = to;
    to.begin();
    try {
      return codec.write(value, to);
    } catch {
      to.rewind(length, objects);
    }
  }
  writeAny(copyOrThrow(value, to.owner, copy), to);
}

/**
 * Reads a value of a type: the quick way, if there is one and the bytes are as
 * it writes them, or else whatever is there, as the type's copier takes it.
 *
 * @throws {CodecError} If the bytes hold no value of the type.
 */
export function readTyped(
  from: Reader,
  codec: Codec | undefined,
  copy: Copier,
): unknown {
  if (codec !== undefined) {
    const { at, objects } = from;
    from.begin();
    try {
      return codec.read(from);
    } catch {
      from.goBack(at, objects);
    }
  }
  return copyOrThrow(readAny(from, from.owner), from.owner, copy);
}

function copyOrThrow(
  value: unknown,
  owner: Parameters<Copier>[1],
  copy: Copier,
): unknown {
  try {
    return copy(value, owner);
  } catch (thrown) {
    throw toCodecError(thrown);
  }
}
