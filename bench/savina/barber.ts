// Savina 12, Sleeping Barber: a waiting room, a barber, customers made on the
// way.
import type { Context, Engine } from "@backstage/actors";
import { BarberProxy } from "../generated/barber_proxy.gen.ts";
import { BarbershopProxy } from "../generated/barbershop_proxy.gen.ts";
import { CustomerProxy } from "../generated/customer_proxy.gen.ts";
import { WaitingRoomProxy } from "../generated/waiting_room_proxy.gen.ts";
import { busyWait } from "./busy_wait.ts";
import { PseudoRandom } from "./random.ts";
import { verify } from "./verify.ts";

const HAIRCUTS = 2_500; // Savina: 5,000
const ROOM = 1_000;
const RATE = 10; // Savina: 1,000

// @generate-proxy
export class WaitingRoom {
  readonly #waiting: CustomerProxy[] = [];
  readonly #self: WaitingRoomProxy;
  #barber!: BarberProxy;
  #asleep = true;

  constructor(ctx: Context) {
    this.#self = ctx.self(WaitingRoomProxy);
  }

  begin(barber: BarberProxy): void {
    this.#barber = barber;
  }

  enter(customer: CustomerProxy): void {
    if (this.#waiting.length === ROOM) return void customer.full();
    this.#waiting.push(customer);
    if (this.#asleep) {
      this.#asleep = false;
      this.#self.next();
    } else {
      customer.wait();
    }
  }

  next(): void {
    const customer = this.#waiting.shift();
    if (customer) {
      this.#barber.enter(customer, this.#self);
    } else {
      this.#barber.wait();
      this.#asleep = true;
    }
  }
}

// @generate-proxy
export class Barber {
  readonly #random = new PseudoRandom();

  enter(customer: CustomerProxy, room: WaitingRoomProxy): void {
    customer.start();
    busyWait(this.#random.below(RATE) + 10);
    customer.done();
    room.next();
  }

  wait(): void {}
}

// @generate-proxy
export class Barbershop {
  readonly #ctx: Context;
  readonly #self: BarbershopProxy;
  readonly #random = new PseudoRandom();
  #room!: WaitingRoomProxy;
  #attempts = 0;
  #cut = 0;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#self = ctx.self(BarbershopProxy);
  }

  start(room: WaitingRoomProxy, haircuts: number): void {
    this.#room = room;
    for (let i = 0; i < haircuts; i++) {
      const customer = this.#ctx.getActor(CustomerProxy, `customer-${i}`);
      customer.begin(this.#self);
      this.#send(customer);
      busyWait(this.#random.below(RATE) + 10);
    }
  }

  returned(customer: CustomerProxy): void {
    this.#send(customer);
  }

  done(): void {
    this.#cut++;
  }

  result(): { cut: number; attempts: number } {
    return { cut: this.#cut, attempts: this.#attempts };
  }

  #send(customer: CustomerProxy): void {
    this.#attempts++;
    this.#room.enter(customer);
  }
}

// @generate-proxy
export class Customer {
  readonly #ctx: Context;
  readonly #self: CustomerProxy;
  #factory!: BarbershopProxy;

  constructor(ctx: Context) {
    this.#ctx = ctx;
    this.#self = ctx.self(CustomerProxy);
  }

  begin(factory: BarbershopProxy): void {
    this.#factory = factory;
  }

  full(): void {
    this.#factory.returned(this.#self);
  }

  wait(): void {}

  start(): void {}

  done(): void {
    this.#factory.done();
    this.#ctx.poisonPill();
  }
}

export async function playBarber(engine: Engine): Promise<string> {
  const room = engine.getActor(WaitingRoomProxy, "room");
  await room.begin(engine.getActor(BarberProxy, "barber"));
  const factory = engine.getActor(BarbershopProxy, "factory");
  factory.start(room, HAIRCUTS);
  await engine.run();
  const { cut, attempts } = await factory.result();
  verify(cut === HAIRCUTS, `haircuts ${cut}`);
  return `attempts ${attempts}`;
}
