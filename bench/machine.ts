import { cpus, totalmem } from "node:os";

/** Says on what a run ran; no names of hosts or folders. */
export function describeMachine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() || "unknown processor";
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const { deno, v8, typescript } = Deno.version;
  return `Deno ${deno} (V8 ${v8}, TypeScript ${typescript}), ` +
    `${Deno.build.target}, ${processors.length} processors (${model}), ` +
    `${gigabytes} GiB of memory`;
}
