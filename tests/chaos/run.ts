/**
 * Kills, stops and cuts off the nodes and servers of a cluster, of real
 * processes, and checks what clients have seen: `deno task chaos`.
 *
 * @module
 */
import { findNatsServer } from "../../bench/cluster/nats_server.ts";
import { judge, type Verdict } from "./check/verdict.ts";
import { readArgs, USAGE } from "./options.ts";
import { feel } from "./report/felt.ts";
import {
  tellFelt,
  tellKinds,
  tellOutcomes,
  tellVerdicts,
} from "./report/report.ts";
import { type Outcome, Rig } from "./rig.ts";

function report(outcome: Outcome): boolean {
  const { books, calls, deaths, notes, startedAt, strikes } = outcome;
  const felt = feel(strikes, calls);
  const verdicts: Verdict[] = [
    ...judge(books, calls),
    { check: "no program ended by itself", faults: deaths },
  ];
  console.log(tellFelt(felt, startedAt));
  for (const text of [tellKinds(felt), tellOutcomes(calls)]) {
    console.log(`\n${text}`);
  }
  console.log(`\n${notes.join("\n")}\n\n${tellVerdicts(verdicts)}`);
  return verdicts.every(({ faults }) => faults.length === 0);
}

async function main(): Promise<number> {
  const args = readArgs(Deno.args);
  if (args === null) {
    console.error(USAGE);
    return 2;
  }
  const binary = await findNatsServer(Deno.env.get("NATS_SERVER"));
  if (binary === null) {
    console.error("There is no nats-server: put it on the PATH, or name it");
    return 2;
  }
  await using rig = await Rig.start({ ...args, binary });
  if (args.keeps) console.error(`logs and histories: ${rig.folder}`);
  const start = performance.now();
  const outcome = await rig.run((sentence) => {
    const seconds = Math.round((performance.now() - start) / 1_000);
    console.error(`${seconds} s: ${sentence}`);
  });
  return report(outcome) ? 0 : 1;
}

Deno.exitCode = await main();
