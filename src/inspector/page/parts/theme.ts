import { useEffect, useState } from "preact/hooks";

const KEY = "backstage-theme";

export type Theme = "auto" | "dark" | "light";

const NEXT: Readonly<Record<Theme, Theme>> = {
  auto: "dark",
  dark: "light",
  light: "auto",
};

/** The theme, the colours that it leads to, and a way to the next one. */
export interface ThemeChoice {
  readonly theme: Theme;
  readonly shown: "dark" | "light";
  toggle(): void;
}

/** Follows the system's theme until the reader chooses one, and keeps that. */
export function useTheme(): ThemeChoice {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const [isSystemDark, setSystemDark] = useState(false);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const look = () => setSystemDark(query.matches);
    look();
    query.addEventListener("change", look);
    return () => query.removeEventListener("change", look);
  }, []);
  document.documentElement.dataset["theme"] = theme;
  const system = isSystemDark ? "dark" : "light";
  return {
    theme,
    shown: theme === "auto" ? system : theme,
    toggle: () => {
      const next = NEXT[theme];
      localStorage.setItem(KEY, next);
      setTheme(next);
    },
  };
}

function readTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return kept === "dark" || kept === "light" ? kept : "auto";
}
