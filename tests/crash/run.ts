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
import { isFlawless } from "./comparison.ts";
import { TEETH, type Tooth } from "./protocol.ts";
import { Rig } from "./rig.ts";

/** Kills until the child gets a new file: what was answered is kept in it. */
const KILLS_OF_ONE_FILE = 50;

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
const totals = new Map<string, number>();
let isGood = true;
for (let done = 0; done < kills && isGood; done += KILLS_OF_ONE_FILE) {
  await using disk: Disk = await (lies ? LyingDisk : Folder).make();
  const rig = new Rig({ disk, seed: seed + done, durability, tooth });
  try {
    await rig.run(Math.min(KILLS_OF_ONE_FILE, kills - done));
  } finally {
    await rig.close();
  }
  for (const [name, count] of Object.entries({ ...rig.tally, ...rig.found })) {
    totals.set(name, (totals.get(name) ?? 0) + count);
  }
  console.error(`${totals.get("kills")} kills`);
  isGood = isFlawless(rig.found);
}
const rows = [...totals].map(([name, count]) => [name, `${count}`]);
console.log(formatTable([["what", "count"], ...rows]));
Deno.exitCode = isGood ? 0 : 1;
