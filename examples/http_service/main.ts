import { Engine } from "@backstage/actors";
import { BoxOffice } from "./box_office.ts";
import { book } from "./client.ts";

await using engine = new Engine();
const { handle } = new BoxOffice(engine);
const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
await using server = Deno.serve(options, handle);
const show = `http://127.0.0.1:${server.addr.port}/shows/hamlet`;

const tab = await fetch(`${show}/live`);
const lines = tab.body!.pipeThrough(new TextDecoderStream()).getReader();
console.log((await lines.read()).value?.trim()); // data: {"free":120}

const booked = await book(show, 2, { signal: AbortSignal.timeout(10_000) });
console.log(booked.status); // 201
console.log((await lines.read()).value?.trim()); // data: {"free":118}
await lines.cancel();

const headers = { "idempotency-key": "an order of mine" };
const body = JSON.stringify({ seats: "two" });
const refused = await fetch(`${show}/bookings`, {
  method: "POST",
  headers,
  body,
});
console.log(refused.status, (await refused.json()).detail);
// => 400 order.seats: expected number, got string
