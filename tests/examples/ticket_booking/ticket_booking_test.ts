import { assert, assertEquals } from "@std/assert";
import { book } from "../../../examples/ticket_booking/client.ts";
import { RunningProgram } from "../../support/program.ts";

const SERVE = "../../examples/ticket_booking/serve.ts";
const CLIENTS = 16;
const KILLS = 3;
/** Bookings that are answered between two kills. */
const ANSWERS = 25;

/** What a customer was told in the end. */
interface Told {
  readonly customer: string;
  readonly seats: readonly number[];
  readonly status: number;
}

/** The service as its customers see it: it may be gone, and come back. */
class Service implements AsyncDisposable {
  readonly #path: string;
  #program!: RunningProgram;
  /** Where it is. */
  url = "";
  /** Resolves when it is there. */
  ready: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async start(): Promise<void> {
    this.#program = new RunningProgram(SERVE, ["0", this.#path], [
      "--allow-net=127.0.0.1",
      `--allow-read=${this.#path}`,
      `--allow-write=${this.#path}`,
    ]);
    this.url = await this.#program.readLine();
  }

  /** Ends it as a machine does that goes down. */
  async kill(): Promise<void> {
    this.#program.signal("SIGKILL");
    await this.#program.readToEnd();
  }

  /** The same, and begins it again. */
  async restart(): Promise<void> {
    this.ready = this.kill().then(() => this.start());
    await this.ready;
  }

  async readSold(): Promise<Record<string, string>> {
    const response = await fetch(`${this.url}/concerts/mozart/bookings`);
    return await response.json();
  }

  async post(body: unknown, headers: HeadersInit): Promise<number> {
    const response = await fetch(`${this.url}/concerts/mozart/bookings`, {
      method: "POST",
      headers,
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    await response.body?.cancel();
    return response.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#program[Symbol.asyncDispose]();
  }
}

/** Runs a test of a service whose file is in a folder of its own. */
async function withService(body: (one: Service) => Promise<void>) {
  const folder = await Deno.makeTempDir({ prefix: "backstage_tickets_" });
  try {
    await using service = new Service(`${folder}/tickets.db`);
    await service.start();
    await body(service);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("ticket_booking sells each seat once though killed", async () => {
  await withService(async (service) => {
    const told: Told[] = [];
    let answered = Promise.withResolvers<void>();
    let isOpen = true;
    const pause = () => service.ready;
    const play = async (client: number): Promise<void> => {
      for (let order = 0; isOpen; order++) {
        const customer = `client ${client}, order ${order}`;
        const first = 1 + Math.floor(199 * Math.random());
        const seats = [first, first + 1];
        const booking = { customer, seats };
        const response = await book(() => service.url, booking, pause);
        await response.body?.cancel();
        told.push({ ...booking, status: response.status });
        if (told.length % ANSWERS === 0) answered.resolve();
      }
    };
    const clients = Array.from({ length: CLIENTS }, (_, at) => play(at));
    for (let kills = 0; kills < KILLS; kills++) {
      await answered.promise;
      answered = Promise.withResolvers();
      await service.restart();
    }
    await answered.promise;
    isOpen = false;
    await Promise.all(clients);

    const sold: Record<string, string> = {};
    for (const { customer, seats, status } of told) {
      assert(status === 201 || status === 409, `${status}`);
      if (status === 409) continue;
      for (const seat of seats) {
        assertEquals(sold[seat], undefined, `seat ${seat} was sold twice`);
        sold[seat] = customer;
      }
    }
    assert(told.some(({ status }) => status === 409));
    assertEquals(await service.readSold(), sold);
    await service.restart();
    assertEquals(await service.readSold(), sold);
  });
});

Deno.test("ticket_booking answers a key as it did before a kill", async () => {
  await withService(async (service) => {
    const [ann, bob] = ["ann", "bob"].map((customer) => ({
      customer,
      seats: [7],
    }));
    const [key, other] = ["k", "l"].map((key) => ({ "idempotency-key": key }));
    assertEquals(await service.post(ann, key!), 201);
    assertEquals(await service.post(bob, other!), 409);
    await service.restart();
    assertEquals(await service.post(ann, key!), 201);
    assertEquals(await service.post(bob, other!), 409);
    assertEquals(await service.post(bob, key!), 422);
    assertEquals(await service.readSold(), { 7: "ann" });
  });
});

Deno.test("ticket_booking says what is wrong with a booking", async () => {
  await withService(async (service) => {
    const key = { "idempotency-key": "k" };
    const ann = { customer: "ann", seats: [1] };
    assertEquals(await service.post(ann, {}), 400);
    const long = { "idempotency-key": "k".repeat(257) };
    assertEquals(await service.post(ann, long), 400);
    assertEquals(await service.post("[", key), 400);
    assertEquals(await service.post({ ...ann, seats: "7" }, key), 400);
    assertEquals(await service.post({ ...ann, seats: [0] }, key), 422);
    assertEquals(await service.readSold(), {});
  });
});
