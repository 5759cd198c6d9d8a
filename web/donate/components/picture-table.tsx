import { DataTable } from "../../ui/data-table.tsx";
import { formatCount, formatQuantity } from "../../ui/format.ts";
import type { Field, Square } from "../state/picture-field.ts";

interface PictureTableProps {
  readonly field: Field;
  /** What the values are. */
  readonly meaning: string;
}

/** The picture's numbers, square by square. */
export function PictureTable({ field, meaning }: PictureTableProps) {
  const columns = ["Pieces", "Checked", `Average: ${meaning}`, "In someone's hands", "Yours"];
  return <DataTable caption="The picture so far, square by square" columns={columns} rows={field.squares.map(row)} />;
}

function row({ from, to, units, checked, value, inHands, own }: Square): readonly string[] {
  return [
    from === to ? formatCount(from) : `${formatCount(from)}–${formatCount(to)}`,
    `${formatCount(checked)} of ${formatCount(units)}`,
    value === null ? "not known yet" : formatQuantity(value),
    inHands ? "yes" : "no",
    formatCount(own),
  ];
}
