import type { JSX } from "preact";
import { Dialog } from "./parts/dialog.tsx";

const KEYS: readonly (readonly [string, string])[] = [
  ["1 – 8", "the views, from left to right"],
  ["o a s d e g t c", "the same by their first letters"],
  ["/", "into the filter"],
  ["↑ ↓ PgUp PgDn Home End", "through the rows"],
  ["Enter", "open the row"],
  ["Esc", "back, or empty the filter"],
  ["p", "pause the refresh; the engine runs on"],
  ["+ − 0 ← →", "zoom and move the timeline"],
  ["?", "this list"],
];

/** What the keys do. */
export function KeysHelp(
  { onClose }: { readonly onClose: () => void },
): JSX.Element {
  return (
    <Dialog title="Keys" onClose={onClose} testId="keys-dialog">
      <dl class="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              {key.split(" ").map((one) =>
                one === "–" ? " – " : <kbd key={one}>{one}</kbd>
              )}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <div class="dialog-foot">
        <button type="button" class="solid" onClick={onClose}>Close</button>
      </div>
    </Dialog>
  );
}
