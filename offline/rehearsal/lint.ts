import { readFences } from "./markdown.ts";
import type { Newcomer } from "./newcomer.ts";

const ACTOR = `// @generate-proxy
export class Dice {
  roll(): number {
    return Math.random();
  }
}
`;

/** Switches the lint plug-in on as a page says, and lints an actor with it. */
export async function lintActor(
  newcomer: Newcomer,
  page: string,
): Promise<void> {
  const [config] = readFences(page, "json");
  if (config === undefined) throw new Error("The page switches no plug-in on");
  await newcomer.configure(JSON.parse(config));
  await newcomer.write("lint/dice.ts", ACTOR);
  const said = await newcomer.deno("lint", "lint").catch((error: Error) =>
    error.message
  );
  if (said.includes("error[backstage/no-chance]")) return;
  throw new Error(`The plug-in does not find what it should:\n${said}`);
}
