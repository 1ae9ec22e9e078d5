/** A line of the table: what was measured, beside what it should be. */
export interface Figure {
  readonly name: string;
  readonly figure: string;
  readonly goal: string;
}
