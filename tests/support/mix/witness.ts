import { CallError, type EngineEvent } from "@backstage/actors";
import {
  type Alarm,
  type Letter,
  Resident,
  type Sent,
  type TurnKind,
} from "./model.ts";

/**
 * The reference model of the mix: what a correct engine may do, told by the
 * promises alone. It learns of everything that happens, and names what may not
 * happen.
 */
export class Witness {
  readonly #problems = new Set<string>();
  readonly #letters: Letter[] = [];
  readonly #residents = new Map<string, Resident>();
  readonly #alarms: Alarm[] = [];
  /** The payloads that each subscriber is to get, the next one first. */
  readonly #unheard = new Map<string, number[]>();
  readonly #subscribed = new Set<string>();
  readonly #now: () => number;
  readonly #kindOf: (id: string) => TurnKind;
  #published = 0;
  #unread = 0;
  #failures = 0;
  #failed = 0;
  #isStopping = false;
  /** How many letters of each actor became dead, or were refused. */
  readonly #dead = new Map<string, number>();
  #watching = 0;
  #ends = 0;

  constructor(now: () => number, kindOf: (id: string) => TurnKind) {
    this.#now = now;
    this.#kindOf = kindOf;
  }

  /** What is wrong so far. */
  get problems(): readonly string[] {
    return [...this.#problems];
  }

  /** Learns of a message; returns its key. */
  post(
    to: string,
    method: Letter["method"],
    throws: boolean,
    limit: number | null = null,
  ): number {
    return this.#letters.push({
      to,
      method,
      throws,
      limit,
      handled: 0,
      settled: 0,
      isNotRun: false,
    }) - 1;
  }

  /** A turn begins. */
  begin(id: string, { from, key, n }: Sent): void {
    const kind = this.#kindOf(id);
    const resident = this.#find(id);
    const letter = this.#letters[key]!;
    letter.handled++;
    this.#expect(letter.handled === 1, `${id} got a message twice`);
    this.#expect(letter.to === id, `${id} got a message of ${letter.to}`);
    this.#expect(!letter.isNotRun, `${id} runs what its sender gave up`);
    this.#expect(
      letter.limit === null || this.#now() <= letter.limit,
      `${id} begins expired work`,
    );
    const isOpen = kind === "hookless" || resident.isLive;
    this.#expect(isOpen, `${id} has a turn without an init`);
    this.#expectAlone(id, resident);
    const last = resident.seen.get(from) ?? -1;
    this.#expect(n > last, `${id} got messages of ${from} out of order`);
    resident.seen.set(from, n);
    resident.turns++;
  }

  /** A turn of a message ends; it throws if it must. */
  end(id: string, key: number): void {
    const resident = this.#find(id);
    resident.turns--;
    if (!this.#letters[key]!.throws) return;
    // The end of its actor has cut a turn off that goes on behind it.
    if (resident.isLive || resident.lives === 0) this.#failures++;
    throw new Error(`planned ${key}`);
  }

  /** A turn says who called. */
  takeCaller(id: string, told: string, sender: string): void {
    this.#expect(told === sender, `${id} was told a wrong caller`);
  }

  /** A turn has what its message carried. */
  takeUser(id: string, told: string | null, carried: string | null): void {
    this.#expect(told === carried, `${id} has ${told}, not ${carried}`);
  }

  /** A turn went on, in its own context or not. */
  keepTurn(id: string, isOwn: boolean): void {
    this.#expect(isOwn, `${id} lost the context of its turn`);
  }

  /** A call settles. */
  settle(key: number, result: PromiseSettledResult<unknown>): void {
    const letter = this.#letters[key]!;
    const { limit, throws } = letter;
    letter.settled++;
    const now = this.#now();
    this.#expect(letter.settled === 1, "a call settled twice");
    this.#expect(limit === null || now <= limit, "a deadline slipped");
    if (result.status === "fulfilled") {
      this.#expect(result.value === key, "a call got another's result");
      this.#expect(letter.handled === 1, "a call without a turn has a result");
      this.#expect(!throws, "a failure was swallowed");
      return;
    }
    const { reason } = result;
    if (!(reason instanceof CallError)) {
      const isPlanned = throws && reason?.message === `planned ${key}`;
      this.#expect(isPlanned, `a call failed by ${reason}`);
    } else if (reason.outcome === "not-run") {
      letter.isNotRun = true;
      this.#expect(letter.handled === 0, "what did not run has run");
    } else if (reason.outcome === "failed") {
      this.#expect(throws, `a call failed by ${reason}`);
    }
    const isLate = reason?.code === "timeout";
    this.#expect(
      !isLate || limit === null || now === limit,
      "a timeout came at a wrong time",
    );
  }

  /** An `init` runs. */
  init(id: string): void {
    const resident = this.#find(id);
    this.#expect(!resident.isLive, `${id} begins twice`);
    this.#expect(!resident.hasEnded, `${id} wakes again while stopping`);
    resident.isLive = true;
    resident.lives++;
  }

  /** A `deinit` runs. */
  deinit(id: string, reason: string): void {
    const resident = this.#find(id);
    this.#expect(resident.isLive, `${id} ends without a beginning`);
    resident.isLive = false;
    // A life that the stop has cut short leaves turns behind.
    const isOver = this.#isStopping || resident.turns === 0;
    this.#expect(isOver, `${id} ends within a turn`);
    if (this.#isStopping) {
      resident.turns = 0;
      resident.hasEnded = reason !== "idle";
    }
  }

  /** A subscription begins or ends; returns whether it begins. */
  toggle(id: string): boolean {
    if (this.#subscribed.delete(id)) return false;
    this.#subscribed.add(id);
    return true;
  }

  /** A payload is published; returns its number. */
  publish(): number {
    const n = this.#published++;
    for (const id of this.#subscribed) {
      const unheard = this.#unheard.get(id) ?? [];
      unheard.push(n);
      this.#unheard.set(id, unheard);
    }
    return n;
  }

  /** A subscriber gets a payload. */
  hear(id: string, n: number): void {
    const next = this.#unheard.get(id)?.shift();
    this.#expect(n === next, `${id} missed a payload, or got one twice`);
  }

  /** A timer is set that fires once; returns its key. */
  setAlarm(id: string, delayMs: number): number {
    const { lives: life } = this.#find(id);
    const dueAt = this.#now() + delayMs;
    const alarm = { id, life, dueAt, fired: 0, isCancelled: false };
    return this.#alarms.push(alarm) - 1;
  }

  /** A timer is cancelled. */
  cancelAlarm(key: number): void {
    this.#alarms[key]!.isCancelled = true;
  }

  /** A timer fires. */
  fireAlarm(key: number): void {
    const alarm = this.#alarms[key]!;
    const { id } = alarm;
    alarm.fired++;
    const resident = this.#find(id);
    this.#expect(alarm.fired === 1, `a timer of ${id} fired twice`);
    this.#expect(!alarm.isCancelled, `a cancelled timer of ${id} fired`);
    this.#expect(this.#now() >= alarm.dueAt, `a timer of ${id} fired early`);
    this.#expectAlone(id, resident);
    const isOwn = resident.isLive && resident.lives === alarm.life;
    this.#expect(isOwn, `a timer of ${id} outlived it`);
  }

  /** A sleep is over that began a while ago. */
  wake(id: string, from: number, ms: number): void {
    this.#expect(this.#now() === from + ms, `${id} slept too short or long`);
  }

  /** A streaming reply begins, or is over. */
  stream(change: 1 | -1): void {
    this.#unread += change;
    this.#expect(this.#unread >= 0, "a generator ended twice");
  }

  /** A streaming reply brings a value. */
  take(value: unknown, expected: number): void {
    this.#expect(value === expected, "a streaming reply skipped a value");
  }

  /** An actor watches another until its end. */
  watch(): void {
    this.#watching = 1;
  }

  /** A watch tells of an end. */
  noteEnd(): void {
    if (this.#ends > 0) {
      this.#ends--;
      return;
    }
    // Of a life that never began, all it was for was given up, no event tells.
    this.#expect(this.#watching > 0, "a watch told of an end twice");
    this.#watching = 0;
  }

  /** An event of the engine. */
  note(event: EngineEvent, watched: string): void {
    const { kind } = event;
    if (kind === "stopping") this.#isStopping = true;
    if (kind === "failed") this.#failed++;
    if (kind === "deactivated" && event.actor.id === watched) {
      this.#ends += this.#watching;
      this.#watching = 0;
    }
    if (kind === "dead-letter" || kind === "refused") {
      const key = `${event.actor.id}.${event.method}`;
      this.#dead.set(key, (this.#dead.get(key) ?? 0) + 1);
    }
  }

  /** Nothing is under way any more, and the engine still runs. */
  checkQuiet(): void {
    for (const [id, unheard] of this.#unheard) {
      this.#expect(unheard.length === 0, `${id} missed payloads`);
    }
    for (const { dueAt, fired, id, isCancelled, life } of this.#alarms) {
      const { isLive, lives } = this.#find(id);
      const isOpen = isLive && lives === life && !isCancelled;
      const isDue = isOpen && dueAt <= this.#now();
      this.#expect(!isDue || fired === 1, `a timer of ${id} never fired`);
    }
    for (const [id, { turns }] of this.#residents) {
      this.#expect(turns === 0, `${id} has a turn without an end`);
    }
    this.#expect(this.#unread === 0, "a generator never ended");
    this.#expect(this.#ends === 0, "a watch told of no end");
    this.#checkLetters();
  }

  /** The engine has stopped. */
  checkStopped(): void {
    for (const [id, { isLive }] of this.#residents) {
      this.#expect(!isLive, `${id} had no deinit`);
    }
    this.#expect(this.#isStopping, "no event told of the stop");
    this.#checkLetters();
  }

  #checkLetters(): void {
    const lost = new Map<string, number>();
    for (const { handled, method, settled, to } of this.#letters) {
      this.#expect(method === "tell" || settled === 1, "a call hangs");
      if (method === "ask" || handled > 0) continue;
      const key = `${to}.tell`;
      lost.set(key, (lost.get(key) ?? 0) + 1);
    }
    for (const [key, count] of lost) {
      const told = this.#dead.get(key) ?? 0;
      this.#expect(count === told, `${count - told} of ${key} were lost`);
    }
    this.#expect(
      this.#failed === this.#failures,
      `${this.#failures} turns failed, and events told of ${this.#failed}`,
    );
  }

  #expectAlone(id: string, { turns }: Resident): void {
    const isAlone = turns === 0 || this.#kindOf(id) === "interleaving";
    this.#expect(isAlone, `${id} has two turns at once`);
  }

  #find(id: string): Resident {
    let resident = this.#residents.get(id);
    if (resident === undefined) {
      resident = new Resident();
      this.#residents.set(id, resident);
    }
    return resident;
  }

  #expect(isTrue: boolean, problem: string): void {
    if (!isTrue) this.#problems.add(problem);
  }
}
