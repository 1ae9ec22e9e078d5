// A chat: rooms and members are actors, and a stream carries what is said.
import {
  type Context,
  Engine,
  newSubscriber,
  type Timer,
} from "@backstage/actors";
import { MemberProxy } from "./generated/member_proxy.gen.ts";
import { RoomProxy } from "./generated/room_proxy.gen.ts";

/** A room closes when it has been quiet for so long. */
const QUIET_MS = 250;

export interface Line {
  from: string;
  text: string;
}

/** Keeps what was said, tells all members, and closes when it is quiet. */
// @generate-proxy
export class Room {
  readonly #lines: Line[] = [];
  #silence: Timer | undefined;

  constructor(private readonly ctx: Context) {}

  say(line: Line): void {
    this.#lines.push(line);
    this.ctx.getStream<Line>(this.ctx.actorId).next(line);
    this.#silence?.cancel();
    this.#silence = this.ctx.runOnce(QUIET_MS, () => this.ctx.poisonPill());
  }

  /** What was said since the room opened. */
  lines(): Line[] {
    return this.#lines;
  }

  deinit(): void {
    this.ctx.log.info(`closes after ${this.#lines.length} lines`);
  }
}

/** Hears what others say in the rooms that it is in. */
// @generate-proxy
export class Member {
  constructor(private readonly ctx: Context) {}

  /** Enters a room; returns what was said before. */
  async enter(room: string): Promise<Line[]> {
    this.ctx.getStream<Line>(room).subscribe(this.#self());
    return await this.ctx.getActor(RoomProxy, room).lines();
  }

  leave(room: string): void {
    this.ctx.getStream<Line>(room).unsubscribe(this.#self());
  }

  async say(room: string, text: string): Promise<void> {
    const line = { from: this.ctx.actorId, text };
    await this.ctx.getActor(RoomProxy, room).say(line);
  }

  hear({ from, text }: Line): void {
    if (from !== this.ctx.actorId) this.ctx.log.info(`${from} says ${text}`);
  }

  #self() {
    return newSubscriber(this.ctx.actorId, MemberProxy.Method.hear);
  }
}

if (import.meta.main) {
  await using engine = new Engine();
  const ann = engine.getActor(MemberProxy, "ann");
  const bob = engine.getActor(MemberProxy, "bob");
  const eve = engine.getActor(MemberProxy, "eve");

  await ann.enter("lobby");
  await bob.enter("lobby");
  await ann.say("lobby", "hello");
  await bob.say("lobby", "hi, Ann");

  for (const { from, text } of await eve.enter("lobby")) {
    console.log(`Eve reads that ${from} said ${text}`);
  }
  await ann.leave("lobby");
  await eve.say("lobby", "am I late?");

  await engine.run(); // until nothing is queued and no timer is left
  const left = engine.snapshot().actors.map(({ actor }) => actor.id);
  console.log("still there:", left.join(", "));
}
