/**
 * A part of an actor's record that takes part in its transactions: what a turn
 * changes becomes its image when the turn is accepted, or is undone.
 */
export interface RecordPart {
  /** What errors call it, such as `outbox`. */
  readonly name: string;
  /** About how many bytes of the record it takes, with what has changed. */
  readonly bytes: number;
  /** When it needs its actor awake at the latest; `null` for never. */
  readonly wakeAt: number | null;
  /** Whether the turn that is under way has changed it. */
  readonly hasChanged: boolean;
  /** Takes what has changed over into the image. */
  accept(): void;
  /** Undoes what has changed. */
  rollBack(): void;
}
