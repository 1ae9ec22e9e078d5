/**
 * Plays one program of Savina some times and prints a JSON line with the
 * milliseconds of processor time of each: `play.ts <name> <times>`.
 *
 * @module
 */
import { Engine } from "@backstage/actors";
import process from "node:process";
import { programs } from "./all.ts";

const [name, times] = Deno.args;
const program = programs.find((one) => one.name === name);
if (program === undefined) throw new Error(`Cannot play ${name}: unknown`);
const cpu: number[] = [];
let note: string | void = undefined;
for (let time = 0; time < Number(times); time++) {
  const before = process.cpuUsage();
  const engine = new Engine();
  note = await program.play(engine);
  const { user, system } = process.cpuUsage(before);
  cpu.push((user + system) / 1_000);
  await engine.stop();
}
console.log(JSON.stringify({ name, cpu, note }));
