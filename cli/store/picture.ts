import { escapeControls } from "../../src/base/escape_controls.ts";
import { layOutPlain, type Plain } from "../../src/codec/json/plain.ts";
import { bytesToPlain } from "../../src/codec/json/plain_bytes.ts";
import type { ActorId } from "../../src/envelope/actor_id.ts";
import type {
  ActorRecord,
  StoredOutbox,
  StoredReminder,
  StoredSchedule,
  StoredSend,
  StoredState,
} from "../../src/store/record.ts";
import { readRow } from "../../src/store/row_text.ts";
import type { RecordInfo, StoredRow } from "../../src/store/store.ts";
import { duration } from "../inspect/cells.ts";
import type { ActorModule } from "./actor_module.ts";
import { count, nameOf, sizeOf, timeOf, wakeOf } from "./cells.ts";
import { BOLD, paint, RED, YELLOW } from "./paint.ts";
import type { Shell } from "./shell.ts";

/** How many rows of a kind are shown. */
const SHOWN_ROWS = 20;

/** The payload of a method that takes nothing. */
const NOTHING = 0xf7;

/** What is shown of one actor. */
export class Picture {
  /** What is shown so far. */
  text = "";
  readonly #actor: ActorId;
  readonly #module: ActorModule | null;
  readonly #shell: Shell;
  readonly #now: number;

  /** Begins the picture of an actor. */
  constructor(actor: ActorId, module: ActorModule | null, shell: Shell) {
    this.#actor = actor;
    this.#module = module;
    this.#shell = shell;
    this.#now = shell.now();
  }

  /** Shows what the store lists of it. */
  showInfo({ actor, version, size, committedAt, wakeAt }: RecordInfo): void {
    this.#line(this.#paint(nameOf(actor), BOLD));
    const wakes = wakeAt === null
      ? "never wakes"
      : `wakes ${timeOf(wakeAt)} (${wakeOf(wakeAt, this.#now)})`;
    const since = duration(Math.max(0, this.#now - committedAt));
    this.#line(`version ${version}, ${sizeOf(size)}`);
    this.#line(`committed ${timeOf(committedAt)} (${since} ago), ${wakes}`);
  }

  /** Shows its states, sends and reminders. */
  showRecord({ states, outbox, reminders }: ActorRecord): void {
    for (const state of states) this.#showState(state);
    if (outbox !== null) this.#showOutbox(outbox);
    for (const reminder of reminders) this.#showReminder(reminder);
  }

  /** Shows its marks and answers. */
  showRows(rows: readonly StoredRow[]): void {
    for (const kind of ["mark", "answer"] as const) {
      const some = rows.filter((row) => row.kind === kind);
      if (some.length === 0) continue;
      this.#line(`\n${count(some.length, kind)}`);
      for (const row of some.slice(0, SHOWN_ROWS)) this.#showRow(row);
      const more = some.length - SHOWN_ROWS;
      if (more > 0) this.#line(`  and ${more} more; --json has all`);
    }
  }

  #showState({ name, version, shape, bytes }: StoredState): void {
    this.#line(
      `\nstate ${escapeControls(name)}: version ${version}, shape ` +
        `${escapeControls(shape)}, ${sizeOf(bytes.length)}` +
        this.#judge(name, bytes),
    );
    this.#value(bytes);
  }

  /** Says whether a state is of the type that its class gives it. */
  #judge(name: string, bytes: Uint8Array): string {
    const { type } = this.#actor;
    if (!this.#module?.has(type)) return "";
    const state = this.#module.find(type, name);
    if (state === undefined) return ", which its class has not";
    const problem = this.#module.judge(state, bytes);
    if (problem === null) return ", fits";
    return `, ${this.#paint("does not fit", RED)}: ${escapeControls(problem)}`;
  }

  #showOutbox({ line, next, sends }: StoredOutbox): void {
    const [name, some] = [escapeControls(line), count(sends.length, "send")];
    this.#line(`\noutbox ${name}: ${some} to deliver, next is ${next}`);
    for (const send of sends) this.#showSend(send);
  }

  #showSend(send: StoredSend): void {
    const { to, method, sequence, sentAt, tries, key, parked } = send;
    this.#line(
      `  ${sequence} ${nameOf(to)}.${escapeControls(method)}, sent ` +
        `${timeOf(sentAt)}, ${count(tries, "failure")}` +
        (key === null ? "" : `, key ${escapeControls(key)}`),
    );
    this.#park(parked);
    this.#value(send.payload, "    ");
  }

  #showReminder(reminder: StoredReminder): void {
    const { name, method, schedule, missed, dueAt, retryAt } = reminder;
    this.#line(
      `\nreminder ${escapeControls(name)}: ${escapeControls(method)} ` +
        `${describeSchedule(schedule)}, missed ${missed}`,
    );
    this.#line(
      `  due ${timeOf(dueAt)}, ${count(reminder.tries, "failure")}` +
        (retryAt === null ? "" : `, tried again ${timeOf(retryAt)}`),
    );
    this.#park(reminder.parked);
    this.#value(reminder.payload, "    ");
  }

  #showRow({ kind, key, bytes, expiresAt }: StoredRow): void {
    const until = expiresAt === null ? "" : `, until ${timeOf(expiresAt)}`;
    const { says, value } = readRow({ kind, key, bytes });
    this.#line(`  ${escapeControls(says)}${until}`);
    if (value !== undefined) this.#plain(value, "    ");
  }

  #park(reason: string | null): void {
    if (reason === null) return;
    const parked = this.#paint("parked", YELLOW);
    this.#line(`    ${parked}: ${escapeControls(reason)}`);
  }

  #value(bytes: Uint8Array, indent = "  "): void {
    if (bytes.length === 1 && bytes[0] === NOTHING) return;
    this.#plain(bytesToPlain(bytes), indent);
  }

  #plain(value: Plain, indent: string): void {
    const width = this.#shell.columns - indent.length;
    const text = layOutPlain(value, width);
    for (const line of text.split("\n")) this.#line(`${indent}${line}`);
  }

  #paint(text: string, colour: number): string {
    return paint(text, colour, this.#shell);
  }

  #line(line: string): void {
    this.text += `${line}\n`;
  }
}

function describeSchedule(schedule: StoredSchedule): string {
  if (schedule.kind === "at") return `at ${timeOf(schedule.at)}`;
  if (schedule.kind === "every") return `every ${duration(schedule.everyMs)}`;
  const { cron, timeZone } = schedule;
  return escapeControls(`cron ${cron} ${timeZone}`);
}
