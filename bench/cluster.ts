/**
 * Measures nodes of a cluster, each a process of its own, over NATS servers on
 * this machine, beside bare requests in the same run, by `deno task
 * bench:cluster`; `--only calls|crowd|death|leader|restart` measures a part.
 * Machines are noisy: read the ratios.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { findNatsServer } from "./cluster/nats_server.ts";
import { Bed } from "./cluster/bed.ts";
import { measureCalls } from "./cluster/calls.ts";
import { measureCrowd } from "./cluster/crowd.ts";
import { measureDeath } from "./cluster/death.ts";
import type { Figure } from "./cluster/figure.ts";
import { measureLeader } from "./cluster/leader.ts";
import { measureRestart } from "./cluster/restart.ts";
import { describeMachine } from "./machine.ts";
import { formatTable } from "./table.ts";

/** What is measured, and with how many processes. */
interface Part {
  readonly hosts: number;
  readonly servers: 1 | 3;
  measure(bed: Bed, actors: number): Promise<Figure[]>;
}

const PARTS: Readonly<Record<string, Part>> = {
  calls: { hosts: 1, servers: 1, measure: measureCalls },
  death: { hosts: 2, servers: 1, measure: measureDeath },
  restart: { hosts: 3, servers: 1, measure: measureRestart },
  leader: { hosts: 2, servers: 3, measure: measureLeader },
  crowd: { hosts: 3, servers: 1, measure: measureCrowd },
};

async function main(): Promise<number> {
  const { only, actors } = parseArgs(Deno.args, {
    string: ["only", "actors"],
    default: { actors: "1000000" },
  });
  const names = only === undefined ? Object.keys(PARTS) : [only];
  const binary = await findNatsServer(Deno.env.get("NATS_SERVER"));
  if (binary === null || names.some((name) => !(name in PARTS))) {
    console.error(
      "Usage: deno task bench:cluster [--only " +
        `${Object.keys(PARTS).join("|")}] [--actors 1000000]; ` +
        "it needs nats-server on the PATH, or as NATS_SERVER",
    );
    return 2;
  }
  const figures: Figure[] = [];
  for (const name of names) {
    const { hosts, measure, servers } = PARTS[name]!;
    console.error(`measuring ${name}...`);
    await using bed = await Bed.make(binary, { hosts, servers });
    await bed.balance();
    figures.push(...await measure(bed, Number(actors)));
  }
  console.log(formatTable([
    ["", "figure", "goal"],
    ...figures.map(({ figure, goal, name }) => [name, figure, goal]),
  ]));
  console.log(`\n${describeMachine()}; medians of several rounds.`);
  return 0;
}

Deno.exitCode = await main();
