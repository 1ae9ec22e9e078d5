import { SEEN_AT_ONCE } from "../base/limits.ts";

/** Why the calls of a scope are given up. */
export type ScopeEnd =
  | { readonly kind: "timeout"; readonly timeoutMs: number }
  | { readonly kind: "aborted"; readonly reason: unknown };

/** What ends with its scope: a call, or a scope within. */
export interface ScopeMember {
  previous: ScopeMember | null;
  next: ScopeMember | null;
  /** Is given up, for the scope is over. */
  giveUp(end: ScopeEnd): void;
}

/** What scopes ask of their surroundings. */
export interface ScopeOwner {
  /** The time in the runtime's milliseconds. */
  now(): number;
  /** Learns that a scope has no member any more. */
  noteEmpty(scope: CallScope): void;
  /** Keeps the process alive for a scope's time, or no longer. */
  hold(change: 1 | -1): void;
  /** Calls back when others had their chance. */
  later(callback: () => void): void;
}

/**
 * What a call shares with the calls that are made for it: until when they may
 * take, and whether they were given up.
 *
 * Its members are a chain through themselves: joining and leaving one takes no
 * memory and no search.
 */
export class CallScope {
  /** When it is over, in the runtime's milliseconds; may be `Infinity`. */
  dueAt: number;
  /** Its place in a queue of timers. */
  place = -1;
  order = 0;
  readonly #timeoutMs: number;
  readonly #owner: ScopeOwner;
  #first: ScopeMember | null = null;
  #links: ScopeLink[] = [];
  #end: ScopeEnd | null = null;
  #awaited = 0;

  constructor(timeoutMs: number, dueAt: number, owner: ScopeOwner) {
    this.#timeoutMs = timeoutMs;
    this.dueAt = dueAt;
    this.#owner = owner;
  }

  /** Whether it has no member. */
  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** Whether its members are given up: it takes none any more. */
  get isOver(): boolean {
    return this.#end !== null ||
      this.#links.some(({ around }) => around.isOver);
  }

  /** When it is over at the latest: it ends with those around it, too. */
  get endsAt(): number {
    const isNotTimedYet = this.#timeoutMs > 0 && this.dueAt === Infinity;
    let endsAt = isNotTimedYet
      ? this.#owner.now() + this.#timeoutMs
      : this.dueAt;
    for (const { around } of this.#links) {
      endsAt = Math.min(endsAt, around.endsAt);
    }
    return endsAt;
  }

  /** Takes a member in, or gives it up if the scope is over. */
  add(member: ScopeMember): boolean {
    if (this.#end !== null) {
      member.giveUp(this.#end);
      return false;
    }
    member.next = this.#first;
    if (this.#first !== null) this.#first.previous = member;
    this.#first = member;
    return true;
  }

  /** Lets a member go. */
  remove(member: ScopeMember): void {
    const { previous, next } = member;
    if (previous === null) this.#first = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    member.previous = member.next = null;
    if (this.#first === null) this.#owner.noteEmpty(this);
  }

  /**
   * Learns that one of its members is awaited, or not any more. While one is,
   * its time keeps the process alive: the caller must be told.
   */
  noteAwaited(change: 1 | -1): void {
    this.#awaited += change;
    if (this.#awaited !== (change === 1 ? 1 : 0)) return;
    if (this.#timeoutMs > 0) this.#owner.hold(change);
    for (const { around } of this.#links) around.noteAwaited(change);
  }

  /** Puts it within another: it ends with that one, too. */
  enter(around: CallScope): void {
    if (this.#isWithin(around) || around.#isWithin(this)) return;
    const link = new ScopeLink(this, around);
    if (!around.add(link)) return;
    this.#links.push(link);
    if (this.#awaited > 0) around.noteAwaited(1);
  }

  /** Takes it out of the scopes that it lies in. */
  leave(): void {
    for (const link of this.#links) {
      if (this.#awaited > 0) link.around.noteAwaited(-1);
      link.around.remove(link);
    }
    this.#links = [];
  }

  /** The time is over. */
  fire(): void {
    this.giveUp({ kind: "timeout", timeoutMs: this.#timeoutMs });
  }

  /** Is over, and tells its members. */
  giveUp(end: ScopeEnd): void {
    this.end(end);
    this.tell();
  }

  /** Is over from now on: what has not begun must not. */
  end(end: ScopeEnd): void {
    this.#end ??= end;
  }

  /** Tells its members that it is over. */
  tell(): void {
    const end = this.#end;
    if (end === null) return;
    for (let left = SEEN_AT_ONCE; this.#first !== null; left--) {
      if (left === 0) {
        this.#owner.later(() => this.tell());
        return;
      }
      const member = this.#first;
      member.giveUp(end);
      // A member that is still there would be given up for ever.
      if (this.#first === member) this.remove(member);
    }
  }

  #isWithin(other: CallScope): boolean {
    return other === this ||
      this.#links.some(({ around }) => around.#isWithin(other));
  }
}

/** A scope as a member of another. */
class ScopeLink implements ScopeMember {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  readonly around: CallScope;
  readonly #inner: CallScope;

  constructor(inner: CallScope, around: CallScope) {
    this.#inner = inner;
    this.around = around;
  }

  giveUp(end: ScopeEnd): void {
    this.#inner.giveUp(end);
  }
}
