import { explainCodecError } from "../../../base/errors.ts";
import { ExpectedError } from "../../../base/expected_error.ts";
import { MAX_REMINDERS } from "../../../base/limits.ts";
import { isThrown, readThrownMessage } from "../../../base/thrown.ts";
import type { ReferenceOwner } from "../../../codec/reference/reference.ts";
import { type ActorId, formatActor } from "../../../envelope/actor_id.ts";
import type { Method } from "../../../envelope/definition.ts";
import { quote } from "../../../base/escape_controls.ts";
import type { StoredReminder } from "../../../store/record.ts";
import { resumeReminder } from "../../../store/resume_reminder.ts";
import type { ActorType } from "../../actor_type.ts";
import { ReminderTick } from "../../inbox/reminder_tick.ts";
import { findOwnMethod, type MethodOwner } from "../../own_method.ts";
import type { RecordPart } from "../../port/record_part.ts";
import { decodePayload, encodeArguments, findMethod } from "./payload.ts";
import {
  earliestWake,
  failTick,
  passTick,
  replaceReminder,
  saysTheSame,
  sizeOfReminder,
  sortDue,
} from "./reminder.ts";
import {
  assertReminderName,
  readReminderOptions,
  type ReminderOptions,
} from "./reminder_options.ts";
import { type Reminder, toReminder } from "./reminder_view.ts";
import { scheduleOf, scheduleToRetry } from "./reminder_schedule.ts";
import { takeTick } from "./schedule.ts";

/** The durable actor whose reminders they are. */
export interface ReminderOwner {
  readonly actor: ActorId;
  readonly sender: MethodOwner & { readonly type: ActorType };
  /** Reads payloads that are the actor's own from now on. */
  readonly arrival: ReferenceOwner;
  /** Writes payloads of the actor. */
  readonly departure: ReferenceOwner;
  /**
   * Throws unless a turn asks that may change something.
   *
   * @throws {Error} If none does, or one that came back to the actor runs.
   */
  assertTurn(action: string): void;
  /** Has it stored that something has changed which no turn has made. */
  touch(): void;
}

/** The reminders of one durable actor: a part of its record. */
export class Reminders implements RecordPart {
  readonly name = "reminders";
  readonly #owner: ReminderOwner;
  #image: readonly StoredReminder[] = [];
  // What the image will be when the turn that is under way is accepted.
  #current: readonly StoredReminder[] = [];
  /** The ticks that are on their way, by the names of their reminders. */
  readonly #ticks = new Map<string, ReminderTick>();
  // When the waker was told to wake the actor.
  #noted: number | null = null;

  constructor(owner: ReminderOwner) {
    this.#owner = owner;
  }

  /** What is stored of them. */
  get stored(): readonly StoredReminder[] {
    return this.#image;
  }

  /** Shows what they are for the turn that is under way. */
  show(): Reminder[] {
    return this.#current.map(toReminder);
  }

  get bytes(): number {
    return this.#current.reduce((sum, one) => sum + sizeOfReminder(one), 0);
  }

  get wakeAt(): number | null {
    return earliestWake(this.#image);
  }

  /** Takes what is stored. */
  load(stored: readonly StoredReminder[]): void {
    this.#image = this.#current = stored;
    this.#ticks.clear();
  }

  /** Begins a life of the actor: what was on its way in the last one is not. */
  begin(): void {
    this.#ticks.clear();
  }

  get hasChanged(): boolean {
    return this.#current !== this.#image;
  }

  accept(): void {
    this.#image = this.#current;
  }

  rollBack(): void {
    this.#current = this.#image;
  }

  /** Sets a reminder, in place of the one that has its name. */
  set(
    name: string,
    method: unknown,
    options: ReminderOptions,
    payload: readonly unknown[],
  ): void {
    assertReminderName("remind", name);
    const { actor, sender: { type: { host } } } = this.#owner;
    const action = `remind ${quote(name)} of ${formatActor(actor)}`;
    const own = findOwnMethod(action, this.#owner.sender, method);
    if (own.isStreaming) {
      throw new TypeError(
        `Cannot ${action}: ${own.actorType}.${own.name} is a streaming ` +
          "reply, which only a consumer begins",
      );
    }
    const times = readReminderOptions(options, host.runtime.now(), host.cron);
    const reminder: StoredReminder = {
      name,
      method: own.name,
      payload: this.#encode(action, own, payload),
      ...times,
      tries: 0,
      retryAt: null,
      parked: null,
    };
    this.#put(reminder);
  }

  #encode(action: string, method: Method, args: readonly unknown[]) {
    try {
      return encodeArguments(method, args, this.#owner.departure);
    } catch (error) {
      throw explainCodecError(`Cannot ${action}`, error);
    }
  }

  #put(reminder: StoredReminder): void {
    const { name } = reminder;
    const known = this.#find(name);
    // The same again changes nothing, nor does it begin anew.
    if (known !== undefined && saysTheSame(known, reminder)) return;
    const others = this.#current.filter((one) => one !== known);
    if (others.length >= MAX_REMINDERS) {
      throw new RangeError(
        `Cannot remind ${quote(name)} of ${formatActor(this.#owner.actor)}: ` +
          `it has ${others.length} reminders, at most ${MAX_REMINDERS} are ` +
          "allowed",
      );
    }
    this.#current = [...others, reminder];
  }

  /** Takes a reminder back; returns whether there was one. */
  forget(name: string): boolean {
    assertReminderName("forget", name);
    const known = this.#find(name);
    if (known === undefined) return false;
    this.#current = this.#current.filter((one) => one !== known);
    return true;
  }

  /** Has parked ones fire again, as soon as the turn is committed. */
  resume(isMeant: (reminder: StoredReminder) => boolean): number {
    const parked = this.#current.filter((reminder) =>
      reminder.parked !== null && isMeant(reminder)
    );
    const now = this.#owner.sender.type.host.runtime.now();
    for (const reminder of parked) {
      const resumed = resumeReminder(reminder, now);
      this.#current = replaceReminder(this.#current, reminder, resumed);
    }
    return parked.length;
  }

  /** Forgets all: the record is deleted. */
  clear(): void {
    this.#image = this.#current = [];
  }

  /** Takes the ticks that are due, the oldest first, one of a name at most. */
  takeDue(): ReminderTick[] {
    const now = this.#owner.sender.type.host.runtime.now();
    const ticks: ReminderTick[] = [];
    for (const reminder of sortDue(this.#image, now)) {
      const tick = this.#ticks.has(reminder.name)
        ? null
        : this.#makeTick(reminder);
      if (tick === null) continue;
      this.#ticks.set(reminder.name, tick);
      ticks.push(tick);
    }
    return ticks;
  }

  #makeTick(reminder: StoredReminder): ReminderTick | null {
    try {
      const method = findMethod(
        this.#owner.sender.type.definition,
        reminder.method,
      );
      const { arrival } = this.#owner;
      const payload = decodePayload(method, reminder.payload, arrival);
      return new ReminderTick(reminder, method, payload);
    } catch (error) {
      this.#refuse(reminder, error);
      return null;
    }
  }

  /** Begins a tick's turn; `false` where it has nothing to do any more. */
  start(tick: ReminderTick): boolean {
    const { reminder } = tick;
    if (this.#ticks.get(reminder.name) !== tick) return false;
    // It was forgotten, or set anew.
    if (!this.#current.includes(reminder)) {
      this.#end(tick);
      this.tell();
      return false;
    }
    try {
      return this.#decide(tick);
    } catch (error) {
      this.#end(tick);
      this.#refuse(reminder, error);
      return false;
    }
  }

  #decide(tick: ReminderTick): boolean {
    const { reminder } = tick;
    const { cron, runtime } = this.#owner.sender.type.host;
    const schedule = scheduleOf(reminder, cron);
    const { fires, nextAt } = takeTick(reminder, schedule, runtime.now());
    tick.nextAt = nextAt;
    if (fires) return true;
    this.#end(tick);
    this.#amend(reminder, passTick(reminder, nextAt));
    return false;
  }

  /** Says in a tick's turn that it is done. */
  pass(tick: ReminderTick): void {
    const { nextAt, reminder } = tick;
    this.#end(tick);
    const next = passTick(reminder, nextAt);
    this.#current = replaceReminder(this.#current, reminder, next);
  }

  /** Learns that a tick's turn has failed, and was undone. */
  fail(tick: ReminderTick, error: unknown): void {
    const { nextAt, reminder } = tick;
    this.#end(tick);
    // It was refused on purpose: to try again would not help.
    if (isThrown(error, ExpectedError)) {
      this.#amend(reminder, passTick(reminder, nextAt));
    } else this.#fail(reminder, error);
  }

  /** Tells of a tick that no turn can be made of: its turn would. */
  #refuse(reminder: StoredReminder, error: unknown): void {
    const { actor, sender: { type } } = this.#owner;
    const name = `${quote(reminder.name)} of ${formatActor(actor)}`;
    type.host.logger.error(`Reminder ${name} cannot fire:`, error);
    this.#fail(reminder, error);
  }

  #fail(reminder: StoredReminder, error: unknown): void {
    if (!this.#image.includes(reminder)) return;
    const { actor, sender: { type } } = this.#owner;
    const { cron, logger, runtime } = type.host;
    const reason = readThrownMessage(error);
    const schedule = scheduleToRetry(reminder, cron);
    const failed = failTick(reminder, schedule, runtime.now(), reason);
    if (failed.parked !== null) {
      type.durable.parkedReminders++;
      logger.warn(
        `Reminder ${quote(reminder.name)} of ${formatActor(actor)} is parked ` +
          `after ${failed.tries} tries: ${reason}`,
      );
    }
    this.#amend(reminder, failed);
  }

  /** Tells the waker when the actor is to be woken, unless it knows. */
  tell(): void {
    const wakeAt = this.nextWake;
    if (wakeAt !== this.#noted) this.tellAgain();
  }

  /** Tells it anew: it waits to hear of it. */
  tellAgain(): void {
    this.#noted = this.nextWake;
    this.#owner.sender.type.host.waker?.note(this.#owner.actor, this.#noted);
  }

  /** When the first fires of which no tick is on its way. */
  get nextWake(): number | null {
    if (this.#image.length === 0) return null;
    if (this.#ticks.size === 0) return earliestWake(this.#image);
    return earliestWake(
      this.#image.filter(({ name }) => !this.#ticks.has(name)),
    );
  }

  #end({ reminder }: ReminderTick): void {
    this.#ticks.delete(reminder.name);
  }

  /** Replaces a reminder beside the turns that are under way. */
  #amend(reminder: StoredReminder, next: StoredReminder | null): void {
    if (!this.#image.includes(reminder)) return;
    const isSame = this.#current === this.#image;
    this.#image = replaceReminder(this.#image, reminder, next);
    this.#current = isSame
      ? this.#image
      : replaceReminder(this.#current, reminder, next);
    this.#owner.touch();
  }

  #find(name: string): StoredReminder | undefined {
    return this.#current.find((one) => one.name === name);
  }
}
