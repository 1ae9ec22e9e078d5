// Is inspected, and counts for each line of its input until that ends: it
// shows that a program lives whatever becomes of its inspector.
import { Engine } from "@backstage/actors";
import { CounterProxy } from "../cast/generated/counter_proxy.gen.ts";

const engine = new Engine({ inspector: { port: 0 } });
const counter = engine.getActor(CounterProxy, "a");
const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream());
for await (const _line of lines) console.log("counted", await counter.add(1));
await engine.stop();
