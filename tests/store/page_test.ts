import { assertEquals, assertGreater } from "@std/assert";
import { encodeValue } from "../../src/codec/wire/cbor.ts";
import {
  CommandedStore,
  reminderOf,
  sendOf,
  stateOf,
} from "../support/store_command.ts";

const PAGE = new URL("../../docs/store_command.md", import.meta.url);
const START = Date.UTC(2026, 10, 29, 17);
const DAY_MS = 86_400_000;

/** A command of the page, and what it prints there. */
interface Step {
  readonly command: string;
  readonly printed: string;
}

/** Returns the commands of the page's consoles, in their order. */
function readSteps(markdown: string): Step[] {
  const blocks = markdown.matchAll(/^```console\n(.*?)^```$/gms);
  return blocks.flatMap(([, block = ""]) =>
    block.split(/^\$ /m).slice(1).map((step) => {
      const end = step.indexOf("\n");
      return { command: step.slice(0, end), printed: step.slice(end + 1) };
    })
  ).toArray();
}

/** Opens the store that the page looks into. */
async function openBank(): Promise<CommandedStore> {
  const bank = new CommandedStore();
  bank.now = START;
  const ann = { type: "Account", id: "ann" };
  const balance = {
    cents: 1_200,
    limit: 90_071_992_547_409_930n,
    tags: new Set(["new"]),
  };
  const sends = [6, 7].map((sequence) => ({
    ...sendOf(sequence, sequence === 6 ? { parked: "it is sold out" } : {}),
    sentAt: START - 60_000,
  }));
  const record = {
    states: [stateOf("balance", balance)],
    outbox: { line: "c0ffee", next: 8, sends },
    reminders: [{ ...reminderOf("close"), dueAt: START + 60_000 }],
  };
  const mark = {
    kind: "mark",
    key: "4:d00d4:Cart7",
    bytes: encodeValue([1, 4]),
  } as const;
  const expiresAt = START + 7 * DAY_MS;
  await bank.put(ann, {});
  await bank.put(ann, record, [{ ...mark, expiresAt }], START + 60_000);
  const bob = { states: [stateOf("balance", { cents: 5 })] };
  await bank.put({ type: "Account", id: "bob" }, bob);
  await bank.put({ type: "Cart", id: "7" }, { states: [stateOf("items", [])] });
  bank.now = START + 2_000;
  return bank;
}

/** A folder of stores and files, in which commands are run. */
class Folder implements AsyncDisposable {
  readonly #path: string;
  readonly #stores: Map<string, CommandedStore>;

  constructor(path: string, bank: CommandedStore) {
    this.#path = path;
    this.#stores = new Map([["bank.db", bank]]);
  }

  /** Runs a command, and returns what it prints. */
  async run(command: string): Promise<string> {
    const echo = command.match(/^echo '(.*)' > (\S+)$/);
    if (echo !== null) {
      await Deno.writeTextFile(this.#find(echo[2]!), `${echo[1]}\n`);
      return "";
    }
    const [, file = "", ...args] = command.split(" ");
    const store = this.#stores.getOrInsertComputed(
      file,
      () => new CommandedStore(),
    );
    const places = args.map((one) =>
      /\.jsonl?$/.test(one) ? this.#find(one) : one
    );
    const { out, error } = await store.run(places);
    return out + error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#path, { recursive: true });
  }

  #find(name: string): string {
    return `${this.#path}/${name}`;
  }
}

Deno.test("The store command prints what its page says", async () => {
  const steps = readSteps(await Deno.readTextFile(PAGE));
  assertGreater(steps.length, 8);
  await using folder = new Folder(await Deno.makeTempDir(), await openBank());
  for (const { command, printed } of steps) {
    assertEquals(await folder.run(command), printed, command);
  }
});
