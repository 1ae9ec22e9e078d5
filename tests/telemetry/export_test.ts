import { assertEquals } from "@std/assert";
import { NAME, VERSION } from "../../src/base/version.ts";
import { Collector, type ExportedSpan } from "../support/collector.ts";
import { runProgram } from "../support/program.ts";

const SPANS = [
  "GET",
  "GET < Puppet/ask < request",
  "Puppet/ask < Puppet/ask < request",
  "Puppet/ask < request",
  "Puppet/deinit",
  "Puppet/deinit",
  "Puppet/deinit",
  "Puppet/init < Puppet/ask < request",
  "Puppet/init < Puppet/ask < request",
  "Puppet/init < request",
  "Puppet/tell < Puppet/ask < request",
  "Puppet/timer",
  "own < Puppet/ask < request",
  "request",
];

const METRICS = [
  "backstage.activations",
  "backstage.actors",
  "backstage.dead_letters",
  "backstage.envelopes.accepted",
  "backstage.envelopes.dropped",
  "backstage.envelopes.handled",
  "backstage.envelopes.refused",
  "backstage.envelopes.waiting",
  "backstage.queue.duration",
  "backstage.restarts",
  "backstage.turn.duration",
  "backstage.turns.failed",
];

/** Names a span and those around it; nothing while one of them is missing. */
function trail(
  span: ExportedSpan,
  spans: readonly ExportedSpan[],
): string | undefined {
  const { name, parentSpanId } = span;
  if (!parentSpanId) return name;
  const parent = spans.find(({ spanId }) => spanId === parentSpanId);
  const around = parent && trail(parent, spans);
  return around && `${name} < ${around}`;
}

function describe({ spans }: Collector): string[] {
  return spans.map((span) => trail(span, spans) ?? "").filter(Boolean).sort();
}

function namesOf({ metrics }: Collector): string[] {
  return [...metrics.keys()].filter((name) => name.startsWith("backstage."))
    .sort();
}

Deno.test("observe() has Deno export spans and metrics", async () => {
  // Deno asks for this one now and then, and exports the rest at the end.
  await using collector = new Collector("backstage.actors");
  const { url, env } = collector;
  const flags = [`--allow-net=${new URL(url).host}`];
  await runProgram("observed.ts", { flags, args: [url], env });
  assertEquals(describe(collector), SPANS);
  assertEquals(namesOf(collector), METRICS);
  assertEquals(collector.scopes.has(`${NAME} ${VERSION}`), true);
  const failed = collector.spans.find(({ status }) => status?.code === 2);
  assertEquals(failed?.status?.message, "too much");
  assertEquals(failed?.events?.[0]?.name, "exception");
  assertEquals(
    failed?.attributes?.find(({ key }) => key === "backstage.caller")?.value,
    { stringValue: "Puppet/front" },
  );
  const isGrowing = collector.metrics.get("backstage.envelopes.accepted")?.sum
    ?.isMonotonic;
  assertEquals(isGrowing, true);
});
