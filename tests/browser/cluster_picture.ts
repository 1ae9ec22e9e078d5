import { Engine } from "@backstage/actors";
import { inspect } from "@backstage/actors/inspector";
import { memoryCluster } from "@backstage/actors/testing";
import type { Browser } from "playwright-core";
import { TurnstileProxy } from "../../examples/generated/turnstile_proxy.gen.ts";
import { keepLines } from "../support/inspected.ts";

const TURNSTILES = 300;
const VISITORS = 60;
/** Long enough for a third node to be given its shards. */
const REBALANCE_MS = 9_000;

/** Takes the picture of a fair's three nodes and its visitors' one. */
export async function takeClusterPicture(
  browser: Browser,
  path: string,
): Promise<void> {
  const cluster = memoryCluster({ shards: 256, name: "fair" });
  const logger = keepLines([]);
  const open = (name: string, actors = [TurnstileProxy]) =>
    new Engine({ cluster: cluster.node({ name }), actors, logger });
  const engines = [open("a"), open("b"), open("visitors", [])];
  await Promise.all(engines.map(({ joined }) => joined));
  const [first, , visitors] = engines;
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: "dark",
  });
  const inspector = await inspect(first!, { port: 0 });
  const closing = new AbortController();
  const pause = () => page.waitForTimeout(20);
  const visits = visit(visitors!, pause, closing.signal);
  await page.goto(`${inspector.url}#/cluster`);
  await page.getByTestId("view-cluster").waitFor();
  engines.push(open("c"));
  await page.waitForTimeout(REBALANCE_MS);
  await page.screenshot({ path });
  closing.abort();
  await visits;
  for (const engine of engines) await engine.stop({ drain: false });
}

/** Sends visitors through turnstiles until it is over. */
async function visit(
  engine: Engine,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  for (let round = 0; !signal.aborted; round++) {
    const passes = Array.from({ length: VISITORS }, (_, visitor) => {
      const turnstile = (visitor * 7 + round) % TURNSTILES;
      return engine.getActor(TurnstileProxy, `turnstile-${turnstile}`).pass();
    });
    await Promise.allSettled(passes);
    await pause();
  }
}
