/** A value of a row as a cell shows it: digests and long lists are cut, for looking. */
import type { FieldValue } from "../../../protocol/layout/layout.ts";

const SHOWN_LENGTH = 40;

export function shownValue(value: FieldValue | undefined): string {
  const text = [value ?? ""].flat().join(" ");
  return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH - 1)}…`;
}
