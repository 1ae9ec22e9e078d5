import { CallError, Engine } from "@backstage/actors";
import { nats } from "@backstage/actors/nats";
import { TurnstileProxy } from "../generated/turnstile_proxy.gen.ts";
import { startServer } from "./server.ts";

// A fair with thirty turnstiles on three nodes, which are processes: one is
// killed, comes back, and another one is stopped. The visitors, on a node of
// their own that hosts nothing, pass all the same, each once.
const TURNSTILES = 30;
const VISITORS = 60;
const DAY = [
  { at: 3, does: "kill", node: "b" },
  { at: 8, does: "start", node: "b" },
  { at: 13, does: "stop", node: "c" },
] as const;
const DAY_ENDS_AT = 17;

await using server = await startServer();
console.log(`A NATS server listens at ${server.address}`);

const nodes = new Map<string, Deno.ChildProcess>();
const script = new URL("node.ts", import.meta.url).pathname;

function startNode(name: string): void {
  const args = ["run", "--quiet", "--allow-net=127.0.0.1", script];
  const node = new Deno.Command(Deno.execPath(), {
    args: [...args, server.address, name],
    stdout: "null",
    stderr: "inherit",
  });
  nodes.set(name, node.spawn());
}

for (const name of ["a", "b", "c"]) startNode(name);

const engine = new Engine({
  cluster: nats({ servers: server.address, name: "fair", node: "visitors" }),
  actors: [],
  logger: { ...console, info() {}, warn() {} },
});
await engine.joined;

/** Returns how many shards each node has that hosts turnstiles. */
function listShares(): { name: string; shards: number }[] {
  const { cluster } = engine.snapshot();
  return cluster!.nodes.filter(({ isClient }) => !isClient)
    .map(({ name, shards }) => ({ name, shards }))
    .sort((one, other) => one.name < other.name ? -1 : 1);
}

// The first node takes all shards, and gives to those that come, but slowly.
console.log("Three nodes join, and even out what they own");
const isEven = () => listShares().filter(({ shards }) => shards > 80).length;
while (isEven() < 3) await new Promise((resolve) => setTimeout(resolve, 250));

const tally = { passed: 0, tries: 0, slowestMs: 0 };
let isOpen = true;

/** Passes a turnstile once, however often it takes to be told so. */
async function pass(turnstile: TurnstileProxy, ticket: string): Promise<void> {
  const once = turnstile.with({ idempotencyKey: ticket, timeoutMs: 5_000 });
  const start = performance.now();
  while (true) {
    try {
      tally.tries++;
      await once.pass();
      break;
    } catch (error) {
      // Whatever became of it: the same ticket passes once.
      if (!(error instanceof CallError)) throw error;
    }
  }
  tally.passed++;
  tally.slowestMs = Math.max(tally.slowestMs, performance.now() - start);
}

async function visit(visitor: number): Promise<void> {
  for (let round = 0; isOpen; round++) {
    const id = `turnstile-${(visitor + round) % TURNSTILES}`;
    const turnstile = engine.getActor(TurnstileProxy, id);
    await pass(turnstile, `${visitor}-${round}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Says what a second has brought, and who has the shards by now. */
function tell(second: number): void {
  const shares = listShares().map(({ name, shards }) => `${name} ${shards}`);
  const again = tally.tries - tally.passed;
  console.log(
    `${`${second}`.padStart(3)} s  ${`${tally.passed}`.padStart(6)} passed` +
      `, ${again} tried again, the slowest took ` +
      `${Math.round(tally.slowestMs)} ms; shards: ${shares.join(", ")}`,
  );
  Object.assign(tally, { passed: 0, tries: 0, slowestMs: 0 });
}

const visitors = Array.from({ length: VISITORS }, (_, at) => visit(at));
let total = 0;
for (let second = 1; second <= DAY_ENDS_AT; second++) {
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  total += tally.passed;
  tell(second);
  const event = DAY.find(({ at }) => at === second);
  if (event === undefined) continue;
  console.log(`       node ${event.node}: ${event.does}`);
  if (event.does === "start") startNode(event.node);
  else {nodes.get(event.node)!.kill(
      event.does === "kill" ? "SIGKILL" : "SIGTERM",
    );}
}
isOpen = false;
await Promise.all(visitors);
total += tally.passed;

let counted = 0;
for (let at = 0; at < TURNSTILES; at++) {
  counted += await engine.getActor(TurnstileProxy, `turnstile-${at}`).passed();
}
console.log(`${total} visitors passed, the turnstiles counted ${counted}`);
await engine.stop();
for (const node of nodes.values()) {
  try {
    node.kill("SIGTERM");
  } catch {
    // It has ended before.
  }
  await node.status;
}
if (counted !== total) Deno.exit(1);
