import { TextLineStream } from "../lines.ts";

/** What a process of the bench can be asked for. */
export type Commands = Readonly<
  Record<string, (parts: never) => unknown | Promise<unknown>>
>;

/** Says that the process is ready, and does what its input asks for. */
export async function serveCommands(commands: Commands): Promise<void> {
  say({ value: "ready" });
  const lines = Deno.stdin.readable
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const { command, parts } = JSON.parse(line);
    try {
      const value = await commands[command]!(parts as never);
      say({ value: value ?? null });
    } catch (error) {
      const { stack } = error as Error;
      say({ error: stack ?? `${error}` });
    }
  }
}

function say(answer: unknown): void {
  const bytes = new TextEncoder().encode(`${JSON.stringify(answer)}\n`);
  for (let at = 0; at < bytes.length;) {
    at += Deno.stdout.writeSync(bytes.subarray(at));
  }
}
