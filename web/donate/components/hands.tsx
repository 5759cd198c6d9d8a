import { Bar } from "../../ui/bar.tsx";
import { Card } from "../../ui/card.tsx";
import type { WorkerSnapshot } from "../../engine/engine-api.ts";
import type { Donate } from "../state/donate.ts";
import { viewOf } from "../state/kernel-views.ts";

/** The pieces in this computer's hands, one line a worker. */
export function Hands({ donate }: { readonly donate: Donate }) {
  const { workers, phase } = donate.snapshot.value;
  const computing = phase.kind === "running" || phase.kind === "finishing";
  if (!computing && workers.every((worker) => worker.unit === null)) return null;
  return (
    <Card id="in-hand" heading="On this computer now">
      <ul class="hands">
        {workers.map((worker) => (
          <li key={worker.slot}>
            <Hand worker={worker} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Hand({ worker: { slot, kind, unit } }: { readonly worker: WorkerSnapshot }) {
  const name = kind === "gpu" ? "Graphics processor" : `Core ${slot + 1}`;
  if (unit === null) return <p class="fine">{name}: waiting for a piece.</p>;
  const { UnitView } = viewOf(unit.kernelId);
  return (
    <>
      <div class="hands__what">
        <UnitView input={unit.input} />
      </div>
      <Bar label={`${name}, piece ${unit.unit + 1}`} share={unit.progress} />
      {unit.resumedAt > 0 && <p class="fine">Went on from {Math.floor(unit.resumedAt * 100)}%, where it was left.</p>}
    </>
  );
}
