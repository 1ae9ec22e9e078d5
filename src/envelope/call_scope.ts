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

/**
 * What a call shares with the calls that are made for it: until when they may
 * take, and whether somebody gave them up.
 *
 * Its members are a chain through themselves: joining and leaving one takes no
 * memory and no search.
 */
export class CallScope implements ScopeMember {
  previous: ScopeMember | null = null;
  next: ScopeMember | null = null;
  /** When it is over, in the runtime's milliseconds; may be `Infinity`. */
  readonly dueAt: number;
  /** Its place in a queue of timers. */
  place = -1;
  order = 0;
  readonly #timeoutMs: number;
  readonly #onEmpty: (scope: CallScope) => void;
  #first: ScopeMember | null = null;
  #around: CallScope | null = null;
  #end: ScopeEnd | null = null;

  constructor(
    timeoutMs: number,
    dueAt: number,
    onEmpty: (scope: CallScope) => void,
  ) {
    this.#timeoutMs = timeoutMs;
    this.dueAt = dueAt;
    this.#onEmpty = onEmpty;
  }

  /** Whether it holds nobody. */
  get isEmpty(): boolean {
    return this.#first === null;
  }

  /** Whether its members have been given up: it takes none any more. */
  get isOver(): boolean {
    return this.#end !== null;
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
    if (this.#first === null) this.#onEmpty(this);
  }

  /** Puts it within another, unless it lies in one: it ends with that one. */
  enter(around: CallScope): void {
    if (this.#around !== null || around === this) return;
    if (around.add(this)) this.#around = around;
  }

  /** Takes it out of the scope that it lies in. */
  leave(): void {
    const around = this.#around;
    this.#around = null;
    around?.remove(this);
  }

  /** The time is over. */
  fire(): void {
    this.giveUp({ kind: "timeout", timeoutMs: this.#timeoutMs });
  }

  giveUp(end: ScopeEnd): void {
    this.#end ??= end;
    while (this.#first !== null) {
      const member = this.#first;
      member.giveUp(this.#end);
      // A member that is still there would be given up for ever.
      if (this.#first === member) this.remove(member);
    }
  }
}
