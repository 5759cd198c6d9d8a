/** What is shown for a kernel that brings no view of its own: its fields and their values. */
import type { FieldValue, Row } from "../../../protocol/layout/layout.ts";
import type { KernelView } from "../../../worker-kernels/kernel-view.ts";
import { groupDigits } from "../../ui/format.ts";

/** Long arrays are cut: the page shows, it does not store. */
const MAX_SHOWN = 8;

function shown(value: FieldValue): string {
  if (!Array.isArray(value)) return /^\d+$/.test(String(value)) ? groupDigits(String(value)) : String(value);
  const cut = value.length > MAX_SHOWN ? ", …" : "";
  return value.length === 0 ? "none" : `${value.slice(0, MAX_SHOWN).map(shown).join(", ")}${cut}`;
}

function Fields({ row }: { readonly row: Row }) {
  return (
    <dl class="fields">
      {Object.entries(row).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{shown(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

export const plainView: KernelView = {
  UnitView: ({ input }) => <Fields row={input} />,
  FindingView: ({ output }) => <Fields row={output} />,
  isFinding: () => true,
};
