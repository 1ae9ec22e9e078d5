// An answer that is read to its end, and one whose tab closes before.
import { Engine } from "@backstage/actors";
import { WriterProxy } from "../generated/writer_proxy.gen.ts";
import { openDesk } from "./serve.ts";

await using engine = new Engine();
const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
await using server = Deno.serve(options, openDesk(engine));
const desk = `http://127.0.0.1:${server.addr.port}`;

const whole = await fetch(`${desk}/ann?prompt=Why`);
const events = (await whole.text()).trim().split("\n\n");
console.log(events.length, events.at(-1)?.replace("\n", ", "));
// => 20 event: end, data: 19

const tab = new AbortController();
const part = await fetch(`${desk}/bob?prompt=How`, { signal: tab.signal });
const reader = part.body!.pipeThrough(new TextDecoderStream()).getReader();
console.log((await reader.read()).value?.trim().replace("\n", ", "));
// => event: word, data: "\"How\" "
tab.abort();

const isOpen = (): boolean =>
  engine.snapshot().actors.some(({ streaming }) => streaming.length > 0);
while (isOpen()) await new Promise((resolve) => setTimeout(resolve, 10));
const { written, broken } = await engine.getActor(WriterProxy, "bob").report();
console.log(written < 19, broken);
// => true 1
