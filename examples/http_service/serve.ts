import { Engine, stopOnSignals } from "@backstage/actors";
import { BoxOffice } from "./box_office.ts";

const engine = new Engine({ inboxCapacity: 100, overflow: "wait" });
const office = new BoxOffice(engine);
const server = Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0] ?? 8080),
  onListen: ({ port }) => engine.log.info(`http://127.0.0.1:${port}`),
}, office.handle);

stopOnSignals(engine, {
  beforeStop: async () => {
    office.close();
    await server.shutdown();
  },
});
