import { type Finding, isFixture, type TextFile } from "../source.ts";

// Each word is put together here, so that this file passes its own rule.
const LATER = word(["TO" + "DO", "FIX" + "ME", "HA" + "CK", "X" + "XX"]);
const PLACES = ["home", "root", "Users", "work", "mnt", "workspace"];
const MACHINE_PATH = new RegExp(
  `(?:^|[\\s"'\`(=:])/(?:${PLACES.join("|")})/[\\w.@-]|[A-Z]:\\\\Users\\\\`,
);
const SOURCES = ["regis" + "try", "npm\\.jsr", "nex" + "us"];
const REGISTRY_HOST = new RegExp(
  `https?://[\\w.:-]*(?:${SOURCES.join("|")})[\\w.:-]*|"tar` + 'ball":',
);

/** Finds the notes that leave work to somebody else. */
export function findNotesForLater(file: TextFile): Finding[] {
  return findMatches(
    file,
    LATER,
    (word) => `${word}; do it, or write an issue`,
  );
}

/** Finds the paths that exist on one machine only. */
export function findMachinePaths(file: TextFile): Finding[] {
  return findMatches(
    file,
    MACHINE_PATH,
    (path) => `path of one machine: ${path.trim()}; use a relative one`,
  );
}

/** Finds the package sources that only some networks have. */
export function findRegistryHosts(file: TextFile): Finding[] {
  return findMatches(
    file,
    REGISTRY_HOST,
    (host) => `package source ${host}; leave it to the user's settings`,
  );
}

function findMatches(
  { path, text }: TextFile,
  pattern: RegExp,
  describe: (match: string) => string,
): Finding[] {
  if (isFixture(path)) return [];
  return text.split("\n").flatMap((line, index) => {
    const match = line.match(pattern);
    if (match === null) return [];
    return [{ path, line: index + 1, message: describe(match[0]) }];
  });
}

function word(words: readonly string[]): RegExp {
  return new RegExp(`\\b(?:${words.join("|")})\\b`);
}
