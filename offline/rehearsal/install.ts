import { readCommands, readFences } from "./markdown.ts";
import type { Newcomer } from "./newcomer.ts";

/** Does what the README's section says. */
export async function install(
  newcomer: Newcomer,
  section: string,
): Promise<void> {
  const commands = readCommands(section);
  if (commands.length === 0) throw new Error("The README installs nothing");
  for (const command of commands) await newcomer.deno(...command);
  for (const fence of readFences(section, "json")) {
    await newcomer.configure(JSON.parse(fence));
  }
}
