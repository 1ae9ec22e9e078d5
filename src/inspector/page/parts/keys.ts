import { useEffect, useRef } from "preact/hooks";

/** What keys do, by their names; a result of `false` leaves the key alone. */
export type Keys = Readonly<Record<string, () => unknown>>;

/** Listens to keys that are pressed anywhere but in a field or a dialog. */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.defaultPrevented || isTaken(event)) return;
      const act = latest.current[event.key];
      if (act !== undefined && act() !== false) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

function isTaken({ target, key }: KeyboardEvent): boolean {
  if (document.querySelector("dialog[open]") !== null) return true;
  if (!(target instanceof HTMLElement)) return false;
  const isField = target.matches("input, select, textarea");
  if (isField) return !isLeaving(target, key);
  // Enter on a link or a button is that link's or button's.
  return (key === "Enter" || key === " ") &&
    target.matches("a, button, summary");
}

// From a filter the arrows lead into the rows and Escape leads out.
function isLeaving(target: HTMLElement, key: string): boolean {
  if (target.matches("input[type=search]")) {
    return ["ArrowDown", "ArrowUp", "Enter", "Escape"].includes(key);
  }
  return key === "Escape";
}
