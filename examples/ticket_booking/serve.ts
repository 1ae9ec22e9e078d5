// A service that may be killed at any moment: a client that asks again with the
// same Idempotency-Key has one booking, and one answer.
import { Engine, stopOnSignals } from "@backstage/actors";
import { sqlite } from "@backstage/actors/sqlite";
import { TicketOffice } from "./ticket_office.ts";

const [port = "8080", path = "tickets.db"] = Deno.args;
const engine = new Engine({ store: sqlite(path) });
const { handle } = new TicketOffice(engine);
const server = Deno.serve({
  hostname: "127.0.0.1",
  port: Number(port),
  onListen: ({ port }) => engine.log.info(`http://127.0.0.1:${port}`),
}, handle);

stopOnSignals(engine, { beforeStop: () => server.shutdown() });
// It stops by itself where its store cannot be opened, or is lost.
await engine.stopped;
await server.shutdown();
