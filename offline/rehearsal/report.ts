import type { Amount } from "./cache.ts";
import type { Rehearsal } from "./rehearse.ts";

/** Writes what a rehearsal published and what its steps downloaded. */
export function formatRehearsal(
  { published, files, steps, npmPackages, remarks }: Rehearsal,
): string {
  const lines = [`Published ${published}: ${files.length} files`];
  for (const { name, downloads } of steps) {
    lines.push(`A user ${name}:`);
    if (downloads.size === 0) lines.push("  downloads nothing");
    for (const [host, amount] of downloads) {
      lines.push(`  ${formatAmount(amount)} from ${host}`);
    }
  }
  lines.push(`Packages of npm: ${npmPackages.join(", ")}`);
  for (const remark of remarks) lines.push(`Not as the README says: ${remark}`);
  return lines.join("\n");
}

function formatAmount({ files, bytes }: Amount): string {
  return `${files} files, ${(bytes / 1024).toFixed(0)} KiB`;
}
