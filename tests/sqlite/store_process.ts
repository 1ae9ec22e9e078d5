/**
 * Has a store of SQLite in a process of its own.
 *
 * @module
 */
import { sqlite } from "@backstage/actors/sqlite";
import { serveStore } from "../support/serve_store.ts";

await serveStore(sqlite(Deno.args[0]!, { durability: "full" }));
