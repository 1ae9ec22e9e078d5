import type { JSX } from "preact";

const PATHS = {
  pause: "M5 3.5v9M11 3.5v9",
  play: "M4.5 3 12.5 8l-8 5z",
  auto: "M8 2.5a5.5 5.5 0 1 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  dark: "M12.8 9.8A5.6 5.6 0 0 1 6.2 3.2a5.3 5.3 0 1 0 6.6 6.6z",
  light: "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.2v1.6M8 13.2v" +
    "1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M12.8 3.2l-1" +
    ".1 1.1M4.3 11.7l-1.1 1.1",
  keys: "M6 6a2 2 0 1 1 2.8 1.8c-.6.3-.8.7-.8 1.4M8 11.6v.1",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4 4.2 4.2 0 0 0 0-8.4zM10.2 10.2l3.3 3.3",
  back: "M9.5 3.5 5 8l4.5 4.5",
  warning: "M8 2 1.8 13h12.4zM8 6.4v3M8 11.3v.1",
  send: "M2.5 8h10M9 4.5 12.5 8 9 11.5",
} as const;

export type IconName = keyof typeof PATHS;

/** A small line drawing; what it means is said in words beside it. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The spotlight. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M9.6 7h4.8l6.8 12H2.8z" opacity="0.38" />
      <ellipse cx="12" cy="19.4" rx="9.2" ry="2.4" />
      <rect x="7.6" y="2" width="8.8" height="5.4" rx="1.6" />
    </svg>
  );
}
