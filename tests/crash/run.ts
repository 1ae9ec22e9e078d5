/**
 * Kills a program with durable actors as often as `--kills` says, and compares
 * what it has left with what it had answered: `deno task crash`.
 *
 * @module
 */
import { parseArgs } from "@std/cli";
import { formatTable } from "../../bench/table.ts";
import { type Disk, Folder } from "./disk.ts";
import { LyingDisk } from "./lying_disk.ts";
import { type Findings, isFlawless } from "./comparison.ts";
import { TEETH, type Tooth } from "./protocol.ts";
import { Rig, type Tally } from "./rig.ts";

/** Kills until the child gets a new file: what was answered is kept in it. */
const KILLS_OF_ONE_FILE = 50;

type Counts = Tally & Findings;

/** What is counted, as the table calls it. */
const NAMES: Readonly<Record<keyof Counts, string>> = {
  kills: "kills with `kill -9`",
  early: "of these while it starts, or catches up",
  comparisons: "comparisons",
  answered: "calls answered",
  unanswered: "calls that nobody answered",
  repeated: "calls made again under their keys",
  lost: "lost",
  doubled: "doubled",
  forged: "there, though it failed or was never asked for",
  disordered: "out of order",
  cents: "cents too many or too few",
};

interface Args {
  readonly kills: number;
  readonly seed: number;
  readonly durability: "full" | "normal";
  readonly tooth: Tooth | null;
  /** Whether what was not synced is lost when the child is killed. */
  readonly lies: boolean;
}

function readArgs(): Args {
  const given = parseArgs(Deno.args, {
    string: ["durability", "kills", "seed", "tooth"],
    boolean: ["lying-disk"],
    default: { durability: "full", kills: "1000", seed: "1" },
  });
  const { durability } = given;
  const kills = Number(given.kills);
  const seed = Number(given.seed);
  const tooth = TEETH.find((one) => one === given.tooth) ?? null;
  const isValid = (durability === "full" || durability === "normal") &&
    Number.isSafeInteger(kills) && Number.isSafeInteger(seed) &&
    (given.tooth === undefined || tooth !== null);
  const lies = given["lying-disk"];
  if (isValid) return { durability, kills, lies, seed, tooth };
  console.error(
    "Usage: deno task crash [--kills N] [--seed N] " +
      `[--durability full|normal] [--tooth ${TEETH.join("|")}] ` +
      "[--lying-disk]",
  );
  Deno.exit(2);
}

const { kills, seed, durability, tooth, lies } = readArgs();
const totals = new Map<keyof Counts, number>();
let isGood = true;
for (let done = 0; done < kills && isGood; done += KILLS_OF_ONE_FILE) {
  await using disk: Disk = await (lies ? LyingDisk : Folder).make();
  const rig = new Rig({ disk, seed: seed + done, durability, tooth });
  try {
    await rig.run(Math.min(KILLS_OF_ONE_FILE, kills - done));
  } finally {
    await rig.close();
  }
  const counts: Counts = { ...rig.tally, ...rig.found };
  for (const name of Object.keys(NAMES) as (keyof Counts)[]) {
    totals.set(name, (totals.get(name) ?? 0) + counts[name]);
  }
  console.error(`${totals.get("kills")} kills`);
  for (const line of rig.details) console.error(line);
  isGood = isFlawless(rig.found);
}
const rows = [...totals].map(([name, count]) => [
  NAMES[name],
  count.toLocaleString("en"),
]);
console.log(formatTable([["", "count"], ...rows]));
Deno.exitCode = isGood ? 0 : 1;
