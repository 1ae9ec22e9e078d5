import { forgetDispatched } from "./dispatched.ts";

// The cell whose run is on the stack, of whatever engine.
let running: object | null = null;

/** Notes that the run of a cell begins, and that of any other has ended. */
export function noteRun(cell: object): void {
  running = cell;
}

/** Notes that no run goes on. */
export function endRuns(): void {
  running = null;
  forgetDispatched();
}

/** Whether any cell's run is on the stack. */
export function isInRun(): boolean {
  return running !== null;
}

/** Whether the run of a cell is on the stack. */
export function isRunOf(cell: object): boolean {
  return running === cell;
}
