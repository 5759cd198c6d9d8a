/** The columns of a batch's results, the same in every format that has columns. */
import type { Field, FieldValue } from "../../protocol/layout/layout.ts";
import type { ResultRow } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";

export interface Column {
  readonly name: string;
  readonly type: Field["type"] | "count";
  readonly array: boolean;
  /** Its value in a row; undefined where the row has none. */
  readonly read: (row: ResultRow) => FieldValue | undefined;
}

export const columnsOf = ({ input, output }: Manifest): Column[] => [
  { name: "unit", type: "count", array: false, read: (row) => row.unit },
  { name: "state", type: "text", array: false, read: (row) => row.state },
  ...input.fields.map((field) => columnOf(`input.${field.name}`, field, (row) => row.input[field.name])),
  ...output.fields.map((field) => columnOf(`output.${field.name}`, field, (row) => row.output?.[field.name])),
  { name: "replicas", type: "count", array: false, read: (row) => row.replicas },
  { name: "assurance", type: "text", array: false, read: (row) => row.assurance },
  { name: "basis", type: "text", array: false, read: (row) => row.basis },
  { name: "errorProbability", type: "f64", array: false, read: (row) => row.errorProbability },
];

const columnOf = (name: string, { type, array = false }: Field, read: Column["read"]): Column => ({ name, type, array, read });
