import { useSignal } from "@preact/signals";
import { Button } from "../../../ui/button.tsx";
import { DataTable } from "../../../ui/data-table.tsx";
import { formatCount, plural } from "../../../ui/format.ts";
import type { FileCheck } from "../../state/check-lines.ts";
import { PROBLEM_COLUMNS, problemCells, problemsCsv } from "../../state/problem-table.ts";

interface ProblemTableProps {
  readonly check: FileCheck;
  readonly fileName: string;
  readonly save: (file: Blob, name: string) => void;
}

const PAGE_ROWS = 50;

/** All that is wrong with a file, in pages, and to take along. */
export function ProblemTable({ check: { problems, problemCount }, fileName, save }: ProblemTableProps) {
  const page = useSignal(0);
  const first = page.value * PAGE_ROWS;
  const shown = problems.slice(first, first + PAGE_ROWS);
  const isLast = first + PAGE_ROWS >= problems.length;
  return (
    <>
      <h3>{plural(problemCount, "problem", "problems")} to mend</h3>
      <DataTable caption="Problems of the file" isText columns={PROBLEM_COLUMNS} rows={shown.map(problemCells)} />
      <div class="row">
        <Button onPress={() => save(new Blob([problemsCsv(problems)], { type: "text/csv" }), `${fileName}-problems.csv`)}>
          Download {problems.length === 1 ? "it" : `all ${formatCount(problems.length)}`} as CSV
        </Button>
        {problems.length > PAGE_ROWS && (
          <>
            <Button isBusy={page.value === 0} onPress={() => page.value--}>
              Before
            </Button>
            <Button isBusy={isLast} onPress={() => page.value++}>
              Further
            </Button>
            <span class="fine">
              {formatCount(first + 1)} to {formatCount(first + shown.length)} of {formatCount(problems.length)}
            </span>
          </>
        )}
      </div>
      {problemCount > problems.length && <p class="fine">Only the first {formatCount(problems.length)} are told.</p>}
    </>
  );
}
