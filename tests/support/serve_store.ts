import type { Store } from "../../src/store/store.ts";
import { parseLine, type Question, writeLine } from "./store_lines.ts";

/**
 * Has a store in this process, which may be killed. It reads a question a line,
 * as JSON, and writes an answer a line; bytes are hexadecimal there.
 */
export async function serveStore(store: Store): Promise<void> {
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
  let rest = "";
  for await (const chunk of lines) {
    const parts = (rest + chunk).split("\n");
    rest = parts.pop()!;
    for (const line of parts) void answer(store, parseLine(line) as Question);
  }
}

async function answer(
  store: Store,
  { number, method, parameters }: Question,
): Promise<void> {
  const call = store[method] as (
    ...parameters: readonly unknown[]
  ) => Promise<unknown>;
  const answer = await call.call(store, ...parameters).then(
    (value) => ({ number, value }),
    ({ code, message }) => ({ number, error: { code, message } }),
  );
  await Deno.stdout.write(new TextEncoder().encode(`${writeLine(answer)}\n`));
}
