import { assertEquals } from "@std/assert";

/** Runs a program of `tests/programs/` and returns what it prints. */
export async function runProgram(
  name: string,
  { flags = [], args = [], env = {} }: {
    flags?: string[];
    args?: string[];
    env?: Record<string, string>;
  } = {},
): Promise<{ stdout: string; stderr: string }> {
  const program = new URL(`../programs/${name}`, import.meta.url);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--quiet", ...flags, program.href, ...args],
    env: { NO_COLOR: "1", ...env },
  });
  const output = await command.output();
  const decoder = new TextDecoder();
  const stderr = decoder.decode(output.stderr);
  assertEquals(output.code, 0, stderr);
  return { stdout: decoder.decode(output.stdout), stderr };
}
