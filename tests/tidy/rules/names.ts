import type { Finding } from "../source.ts";
import { isFixture } from "../source.ts";

const SNAKE_CASE = /^[a-z0-9]+(?:_[a-z0-9]+)*(?:\.gen)?\.tsx?$/;
const SAYS_NOTHING =
  /^(?:\w+_)?(?:utils?|helpers?|misc)\.tsx?$|^(?:common|shared|types)\.tsx?$/;
const BARREL = /(?:^|\/)(?:mod|index)\.tsx?$/;

/** Finds the files whose names break the house's way of naming. */
export function findWrongNames(
  paths: readonly string[],
  entryPoints: ReadonlySet<string>,
): Finding[] {
  return paths
    .filter((path) => /\.tsx?$/.test(path) && !isFixture(path))
    .flatMap((path) => {
      const message = judge(path, entryPoints);
      return message === undefined ? [] : [{ path, line: 1, message }];
    });
}

function judge(
  path: string,
  entryPoints: ReadonlySet<string>,
): string | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (!SNAKE_CASE.test(name)) {
    return "file name is not in snake_case";
  }
  if (SAYS_NOTHING.test(name)) {
    return "file name says nothing; name it after its one noun";
  }
  const isOffline = path.startsWith("offline/");
  if (BARREL.test(path) && !entryPoints.has(path) && !isOffline) {
    return "barrel that is no entry point; import the files themselves";
  }
  return undefined;
}
