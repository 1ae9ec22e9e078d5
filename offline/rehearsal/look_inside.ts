import { readCommands } from "./markdown.ts";
import type { Newcomer } from "./newcomer.ts";

const PROGRAM = `import { Engine } from "@backstage/actors";
import { CounterProxy } from "./generated/counter_proxy.gen.ts";

await using engine = new Engine({ inspector: { port: 0 } });
await engine.getActor(CounterProxy, "visits").add(1);
await new Promise((resolve) => setTimeout(resolve, 60_000));
`;
const LINK = /Inspector: (http:\S+)/;

/** Opens the page of a running program, and looks into it from a terminal. */
export async function lookInside(
  newcomer: Newcomer,
  section: string,
): Promise<void> {
  const command = readCommands(section).find((words) =>
    words.includes("<link>")
  );
  if (command === undefined) throw new Error("The README looks at nothing");
  await newcomer.write("src/inspected.ts", PROGRAM);
  const program = newcomer.start(
    ...["run", "--no-prompt", "--allow-net=127.0.0.1", "src/inspected.ts"],
  );
  try {
    const link = await readLink(program);
    await openPage(link);
    const words = command.map((word) => word === "<link>" ? link.href : word);
    const table = await newcomer.deno(...words);
    if (table.includes("Counter/visits")) return;
    throw new Error(`The terminal shows no actor: ${table}`);
  } finally {
    program.kill();
    await program.status;
  }
}

async function readLink(program: Deno.ChildProcess): Promise<URL> {
  let text = "";
  const output = program.stdout.pipeThrough(new TextDecoderStream());
  for await (const chunk of output) {
    text += chunk;
    const link = text.match(LINK)?.[1];
    if (link !== undefined) return new URL(link);
  }
  throw new Error(`The inspector did not start: ${text}`);
}

async function openPage(link: URL): Promise<void> {
  const page = await read(link);
  const script = page.match(/src="([^"]+\.js)"/)?.[1];
  if (script === undefined) throw new Error("The page has no script");
  await read(new URL(script, link));
}

async function read(url: URL): Promise<string> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.ok && text !== "") return text;
  throw new Error(`${url.pathname} answers ${answer.status}`);
}
