import { decodeValue, encodeValue } from "../../src/codec/wire/cbor.ts";
import { receiver } from "./actor_reference.ts";

// Run without any permission: a prompt or a refusal would fail this process.
const value = { name: "größe", at: new Date(0), bytes: new Uint8Array(99) };
const result = decodeValue(encodeValue(value), receiver);
if (JSON.stringify(result) !== JSON.stringify(value)) Deno.exit(1);
