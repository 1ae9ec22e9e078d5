/**
 * A program with durable vaults that is killed again and again: it does what
 * the lines of its input ask for, and answers with lines once that is done.
 *
 * @module
 */
import { CallError, Engine } from "@backstage/actors";
import { sqlite } from "@backstage/actors/sqlite";
import { TextLineStream } from "../../bench/lines.ts";
import { VaultProxy } from "../cast/generated/vault_proxy.gen.ts";
import { EarlyStore } from "./early_store.ts";
import type { Answer, Request, Settings } from "./protocol.ts";

const { path, durability, tooth } = JSON.parse(Deno.args[0]!) as Settings;
const store = sqlite(path, { durability });
const engine = new Engine({
  store: tooth === "early" ? new EarlyStore(store) : store,
  actors: [VaultProxy],
  logger: { debug() {}, info() {}, warn() {}, error() {} },
});
const encoder = new TextEncoder();

/** Says something that is true from then on, whatever becomes of us. */
function say(answer: Answer): void {
  const line = encoder.encode(`${JSON.stringify(answer)}\n`);
  for (let at = 0; at < line.length;) {
    at += Deno.stdout.writeSync(line.subarray(at));
  }
}

async function run({ id, vault, method, parts, key }: Request): Promise<void> {
  const bare = engine.getActor(VaultProxy, vault);
  const proxy = key === null ? bare : bare.with({ idempotencyKey: key });
  try {
    // Its parts are checked by the proxy, as those of any caller.
    const call = proxy[method] as (...parts: unknown[]) => Promise<unknown>;
    say({ id, value: await call.apply(proxy, [...parts]) });
  } catch (error) {
    const outcome = error instanceof CallError ? error.outcome : "failed";
    say({ id, outcome, message: `${error}` });
  }
}

say({ id: 0, value: "ready" });
const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) void run(JSON.parse(line) as Request);
await engine.stop();
