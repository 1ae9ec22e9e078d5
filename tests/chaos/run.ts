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

/** Lets nothing live on that the rig has started, should it be told to end. */
function endOnSignals(rig: Rig): Disposable {
  const end = async (): Promise<void> => {
    await rig[Symbol.asyncDispose]();
    Deno.exit(130);
  };
  Deno.addSignalListener("SIGINT", end);
  Deno.addSignalListener("SIGTERM", end);
  return {
    [Symbol.dispose]() {
      Deno.removeSignalListener("SIGINT", end);
      Deno.removeSignalListener("SIGTERM", end);
    },
  };
}

async function main(): Promise<number> {
  const args = readArgs(Deno.args);
  if (args === null) {
    console.error(USAGE);
    return 2;
  }
  const binary = await findNatsServer(Deno.env.get("NATS_SERVER"));
  if (binary === null) {
    console.error(
      "There is no nats-server: put it on the PATH, or name it by NATS_SERVER",
    );
    return 2;
  }
  await using rig = await Rig.start({ ...args, binary });
  using _ = endOnSignals(rig);
  if (args.keeps) console.error(`logs and histories: ${rig.folder}`);
  const outcome = await rig.run((sentence) => {
    const seconds = Math.round(performance.now() / 1_000);
    console.error(`${seconds} s: ${sentence}`);
  });
  return report(outcome) ? 0 : 1;
}

Deno.exit(await main());
