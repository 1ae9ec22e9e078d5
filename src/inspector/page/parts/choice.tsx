import type { JSX } from "preact";

/** A list to choose one of, or all. */
export function Choice({ label, all, values, value, onChange, testId }: {
  readonly label: string;
  /** What the choice of none says: `"All types"`. */
  readonly all: string;
  readonly values: readonly string[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly testId: string;
}): JSX.Element {
  // What was chosen stays in the list, though nothing has it any more.
  const listed = new Set(value === "" ? values : [...values, value]);
  return (
    <select
      aria-label={label}
      data-testid={testId}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    >
      <option value="">{all}</option>
      {[...listed].sort().map((one) => (
        <option key={one} value={one}>{one}</option>
      ))}
    </select>
  );
}
