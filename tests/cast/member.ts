import type { Context } from "@backstage/actors";
import type { ActorProxy } from "@backstage/actors/proxy";
import { MemberProxy } from "./generated/member_proxy.gen.ts";

/** Members of a club, wherever a reference can be. */
export interface Party {
  readonly topic: string;
  readonly host: MemberProxy | null;
  readonly guests: MemberProxy[];
}

/** Takes, keeps and returns references to its like. */
// @generate-proxy
export class Member {
  #friend: MemberProxy | null = null;
  #points = 0;

  constructor(private readonly ctx: Context) {}

  award(points: number): number {
    return this.#points += points;
  }

  greet(text: string): string {
    return `${this.ctx.actorId}: ${text}`;
  }

  befriend(friend: MemberProxy | null): void {
    this.#friend = friend;
  }

  friend(): MemberProxy | null {
    return this.#friend;
  }

  self(): MemberProxy {
    return this.ctx.getActor(MemberProxy, this.ctx.actorId);
  }

  party(): Party {
    return { topic: "tea", host: this.self(), guests: [this.self()] };
  }

  invite(party: Party): Promise<string[]> {
    return Promise.all(party.guests.map((guest) => guest.greet(party.topic)));
  }

  nameOf(anybody: ActorProxy): string {
    return String(anybody);
  }

  firstOf<T>(items: T[]): T | undefined {
    return items[0];
  }
}
