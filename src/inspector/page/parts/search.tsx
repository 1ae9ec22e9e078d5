import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { useKeys } from "./keys.ts";

/** The field that filters a view; the key `/` leads into it. */
export function Search({ value, label, onChange }: {
  readonly value: string;
  readonly label: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useKeys({
    "/": () => field.current?.select(),
    "Escape": () => {
      if (document.activeElement !== field.current) return false;
      return value === "" ? field.current?.blur() : onChange("");
    },
  });
  return (
    <label class="search">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        value={value}
        placeholder={label}
        aria-label={label}
        data-testid="filter"
        maxLength={1_000}
        spellcheck={false}
        autocomplete="off"
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </label>
  );
}
