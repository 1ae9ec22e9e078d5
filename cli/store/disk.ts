import { quote } from "../../src/base/escape_controls.ts";
import { CommandError } from "./command_error.ts";

/** Tells whether there is a file. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await Deno.stat(path)).isFile;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** Reads a file of text, or the standard input where the path is `-`. */
export async function readText(path: string): Promise<string> {
  let text = "";
  for await (const line of readLines(path)) text += `${line}\n`;
  return text;
}

/** Reads the lines of a file of text. */
export async function* readLines(path: string): AsyncGenerator<string, void> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of await open(path)) {
    const lines = (rest + decode(path, decoder, chunk)).split("\n");
    rest = lines.pop()!;
    yield* lines;
  }
  rest += decode(path, decoder);
  if (rest !== "") yield rest;
}

/** Where text is written, bit by bit. */
export interface TextSink extends AsyncDisposable {
  write(text: string): Promise<void>;
}

/** Creates a file that must not be there yet, which only its owner may read. */
export async function createText(path: string): Promise<TextSink> {
  const file = await createNew(path);
  const writer = file.writable.getWriter();
  const encoder = new TextEncoder();
  return {
    write: (text) => writer.write(encoder.encode(text)),
    [Symbol.asyncDispose]: () => writer.close(),
  };
}

/** Creates a file to be edited, for its owner alone; returns its path. */
export async function createTemporary(text: string): Promise<string> {
  const path = await Deno.makeTempFile({ prefix: "state_", suffix: ".json" });
  await Deno.writeTextFile(path, text);
  return path;
}

/** Removes a file. */
export async function removeFile(path: string): Promise<void> {
  await Deno.remove(path);
}

async function open(path: string): Promise<ReadableStream<Uint8Array>> {
  if (path === "-") return Deno.stdin.readable;
  try {
    return (await Deno.open(path)).readable;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    throw new CommandError(`Cannot read ${quote(path)}: there is no such file`);
  }
}

async function createNew(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    throw new CommandError(`Cannot write ${quote(path)}: it is there already`);
  }
}

function decode(
  path: string,
  decoder: TextDecoder,
  chunk?: Uint8Array,
): string {
  try {
    return decoder.decode(chunk, { stream: chunk !== undefined });
  } catch {
    throw new CommandError(`Cannot read ${quote(path)}: it is not UTF-8`);
  }
}
