import type { VolunteerRecord } from "../../../../protocol/messages.ts";
import { Figures } from "../../../ui/figures.tsx";
import { formatQuantity } from "../../../ui/format.ts";
import { deviceName } from "../../state/device-words.ts";

const MICRO = 1e6;
const shown = (micro: number): string => formatQuantity(micro / MICRO);

interface CreditProps {
  readonly record: VolunteerRecord;
  /** The id of this device. */
  readonly own: string;
}

/** What was granted and what waits, over all devices of the person and for each. */
export function Credit({ record: { hosts, microCobblestones, unvestedMicroCobblestones }, own }: CreditProps) {
  return (
    <section>
      <h3>{hosts.length === 1 ? "Credit" : `Credit of your ${hosts.length} devices`}</h3>
      <Figures
        figures={[
          { name: "Granted", value: shown(microCobblestones) },
          { name: "Waiting for confirmation", value: shown(unvestedMicroCobblestones) },
        ]}
      />
      {hosts.length > 1 && (
        <ul class="device__list">
          {hosts.map((host) => (
            <li key={host.hostId}>
              <span>{host.hostId === own ? `${deviceName(host)} (this one)` : deviceName(host)}</span>
              <span class="fine">
                {shown(host.microCobblestones)} granted, {shown(host.unvestedMicroCobblestones)} waiting
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
