/**
 * Has a store of NATS in a process of its own.
 *
 * @module
 */
import { natsStore } from "@backstage/actors/nats";
import { serveStore } from "../support/serve_store.ts";

const [servers, name] = Deno.args as [string, string];
await serveStore(natsStore({ servers, name }));
