import type { Activation } from "../../actor/port/activation.ts";
import { KEPT_TURNS, SHOWN_TURNS, TIMELINE_TURNS } from "../../base/limits.ts";
import { NumberedRing } from "./numbered_ring.ts";
import type { Page, Timeline } from "../wire/protocol.ts";
import { takePage } from "./take_page.ts";
import { toTimelineTurn, type TurnRecord } from "./turn_record.ts";

/** Keeps the last timed turns, and the timeline while it is recorded. */
export class TurnLog {
  readonly #turns = new NumberedRing<TurnRecord>(KEPT_TURNS);
  readonly #timeline = new NumberedRing<TurnRecord>(TIMELINE_TURNS);
  #isRecording = false;

  get isRecording(): boolean {
    return this.#isRecording;
  }

  push(record: TurnRecord): void {
    this.#turns.push(record);
    if (this.#isRecording) this.#timeline.push(record);
  }

  /** Begins or ends the recording; a new one forgets the last. */
  record(isRecording: boolean): void {
    if (isRecording && !this.#isRecording) this.#timeline.clear();
    this.#isRecording = isRecording;
  }

  readTimeline(page: Page): Timeline {
    return {
      isRecording: this.#isRecording,
      first: this.#timeline.first,
      rows: takePage(this.#timeline, page, toTimelineTurn),
    };
  }

  /** The last turns of an actor that are still kept, oldest first. */
  lastOf(activation: Activation): TurnRecord[] {
    return this.#turns.backwards()
      .map(({ item }) => item)
      .filter((record) => record.activation === activation)
      .take(SHOWN_TURNS)
      .toArray()
      .reverse();
  }

  clear(): void {
    this.#turns.clear();
    this.#timeline.clear();
    this.#isRecording = false;
  }
}
