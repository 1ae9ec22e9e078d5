import { CodecError } from "../../src/base/errors.ts";
import { readAny } from "../../src/codec/bytes/read_any.ts";
import { Reader } from "../../src/codec/bytes/reader.ts";
import { writeAny } from "../../src/codec/bytes/write_any.ts";
import { Writer } from "../../src/codec/bytes/writer.ts";
import {
  DecodingOwner,
  ENCODING,
} from "../../src/codec/reference/reference.ts";
import type { Method } from "../../src/proxy/mod.ts";
import { receiver } from "../codec/actor_reference.ts";

/** Who receives what is read. */
const arrival = new DecodingOwner(receiver);

/** What stands in a writer before the value, and must be there after it. */
const BEFORE = "before";

/** What came of a value on its way. */
export type Outcome =
  | { readonly is: "bytes"; readonly bytes: Uint8Array }
  | { readonly is: "value"; readonly value: unknown; readonly end: number }
  | { readonly is: "refused"; readonly message: string; readonly path: string };

/** What crosses between a caller and a method. */
export type Part = "payload" | "result" | "yield";

/** A value's way to bytes, and the way back. */
export interface CodecWay {
  write(method: Method, value: unknown, part?: Part): Outcome;
  read(method: Method, bytes: Uint8Array, part?: Part): Outcome;
}

const COPY = {
  payload: "copyPayload",
  result: "copyResult",
  yield: "copyYield",
} as const;

const WRITE = {
  payload: "writePayload",
  result: "writeResult",
  yield: "writeYield",
} as const;

const READ = {
  payload: "readPayload",
  result: "readResult",
  yield: "readYield",
} as const;

/** The way that decides: by copies, and by values whose type nobody asks. */
export const authority: CodecWay = {
  write: (method, value, part = "payload") =>
    write((to) => writeAny(method[COPY[part]](value, ENCODING), to)),
  read: (method, bytes, part = "payload") =>
    read(bytes, (from) => {
      const value = readAny(from, arrival);
      return method[COPY[part]](value, arrival);
    }),
};

/** The way of generated code. */
export const typed: CodecWay = {
  write: (method, value, part = "payload") =>
    write((to) => method[WRITE[part]](value, to)),
  read: (method, bytes, part = "payload") =>
    read(bytes, (from) => method[READ[part]](from)),
};

/** Returns what a value becomes that is not checked at all. */
export function writeUnchecked(value: unknown): Uint8Array {
  const to = new Writer();
  writeAny(value, to);
  return to.toBytes();
}

function write(run: (to: Writer) => void): Outcome {
  const to = new Writer();
  to.string(BEFORE);
  const { length } = to;
  return attempt(() => {
    run(to);
    return { is: "bytes", bytes: to.toBytes().slice(length) };
  });
}

function read(bytes: Uint8Array, run: (from: Reader) => unknown): Outcome {
  const from = new Reader();
  from.owner = arrival;
  from.start(bytes, bytes.length);
  return attempt(() => ({ is: "value", value: run(from), end: from.at }));
}

function attempt(run: () => Outcome): Outcome {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const path = error instanceof CodecError ? error.path : "";
    return { is: "refused", message: error.message, path };
  }
}

/** Whether a way left a value to the method's copier. */
export function usesCopier(method: Method, run: () => unknown): boolean {
  let isUsed = false;
  const { payloadCopier } = method;
  Object.defineProperty(method, "payloadCopier", {
    configurable: true,
    value: (value: unknown, owner: typeof ENCODING) => {
      isUsed = true;
      return payloadCopier(value, owner);
    },
  });
  try {
    run();
  } finally {
    Object.defineProperty(method, "payloadCopier", { value: payloadCopier });
  }
  return isUsed;
}
