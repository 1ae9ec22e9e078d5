/** Says why a text is no JSON, in a few words; `null` if it is. */
export function checkJson(text: string): string | null {
  if (text.trim() === "") return "Write a value as JSON.";
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const place = (error as Error).message.match(/ at position (\d+)/)?.[1];
    if (place === undefined) return "It is no JSON yet.";
    const lines = text.slice(0, Number(place)).split("\n");
    const column = lines.at(-1)!.length + 1;
    return `It is no JSON in line ${lines.length}, column ${column}.`;
  }
}
