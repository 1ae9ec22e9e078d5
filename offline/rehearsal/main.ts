/**
 * Rehearses a release, and says what a user downloads.
 *
 *     deno task release:rehearse [--allow-dirty] [--stand-ins] [--deno=<path>]
 *
 * Without `--stand-ins` it takes `@std` from JSR, if that can be reached.
 */
import { rehearse } from "./rehearse.ts";
import { formatRehearsal } from "./report.ts";

const JSR = new URL(Deno.env.get("JSR_URL") ?? "https://jsr.io/");
const PATIENCE_MS = 3_000;

async function findStd(): Promise<URL | undefined> {
  if (Deno.args.includes("--stand-ins")) return undefined;
  try {
    const answer = await fetch(new URL("/@std/cli/meta.json", JSR), {
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await answer.body?.cancel();
    return answer.ok ? JSR : undefined;
  } catch {
    return undefined;
  }
}

function readDeno(): string | undefined {
  const option = "--deno=";
  return Deno.args.find((word) => word.startsWith(option))
    ?.slice(option.length);
}

const std = await findStd();
const rehearsal = await rehearse({
  std,
  allowDirty: Deno.args.includes("--allow-dirty"),
  deno: readDeno(),
});
console.log(
  `@std is ${std === undefined ? "the stand-ins" : `of ${std.host}`}`,
);
console.log(formatRehearsal(rehearsal));
