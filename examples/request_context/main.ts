// Three visitors at once, each with a context of its own, through two actors.
import { openEngine, openShop } from "./shop.ts";

const logger = { ...console, info() {} };
await using engine = openEngine({ logger });
const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
await using server = Deno.serve(options, openShop(engine));

const visitors = [["ann", "lamp"], ["bob", "chair"], ["cid", "table"]] as const;
const receipts = visitors.map(async ([user, item]) => {
  const url = `http://127.0.0.1:${server.addr.port}/${item}`;
  const response = await fetch(url, { headers: { "x-user": user } });
  return await response.json();
});
for (
  const { item, served, reserved, answered } of await Promise.all(receipts)
) {
  console.log(`${item}: ${served}, ${reserved}, ${answered}`);
}
// => lamp: ann, ann, ann
// => chair: bob, bob, bob
// => table: cid, cid, cid
