import { quote } from "../../src/base/escape_controls.ts";
import { CommandError } from "./command_error.ts";

/**
 * Lets a person edit a file, with what `VISUAL` or `EDITOR` says.
 *
 * @throws {CommandError} If there is no terminal, or the editor failed.
 */
export async function runEditor(path: string): Promise<void> {
  if (!Deno.stdin.isTerminal()) {
    throw new CommandError(
      "Cannot edit: there is no terminal; give the value with --from",
    );
  }
  const editor = Deno.env.get("VISUAL") || Deno.env.get("EDITOR") || "vi";
  const [command = "vi", ...args] = editor.split(/\s+/).filter(Boolean);
  const child = new Deno.Command(command, {
    args: [...args, path],
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  const { code } = await child.status;
  if (code === 0) return;
  throw new CommandError(
    `Cannot edit: ${quote(command)} ended with ${code}; your text is kept in ` +
      path,
  );
}
