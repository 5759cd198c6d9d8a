import { computed, effect } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Button } from "../../../ui/button.tsx";
import type { PanelView } from "../../state/device-look.ts";
import { createDevicePanel, type DevicePanel as Panel } from "../../state/device-panel.ts";
import type { Donate } from "../../state/donate.ts";
import { Credit } from "./credit.tsx";
import { Erase } from "./erase.tsx";
import { EnterCode, LinkAnother } from "./link.tsx";
import { Name } from "./name.tsx";
import { SaveRecovery, UseRecovery } from "./recovery.tsx";

/** Who this device is, whose, and what the person can do about it. */
export function DevicePanel({ donate }: { readonly donate: Donate }) {
  const panel = useMemo(() => createDevicePanel(() => donate.device()), [donate]);
  useEffect(() => {
    // Asked anew whenever the engine has news of this device: it may just have been enrolled, or granted credit.
    const newest = computed(() => donate.snapshot.value.record);
    return effect(() => {
      if (newest.value !== null || panel.view.peek().kind === "looking") void panel.look();
    });
  }, [donate, panel]);
  return (
    <div class="device">
      <Body panel={panel} view={panel.view.value} />
    </div>
  );
}

function Body({ panel, view }: { readonly panel: Panel; readonly view: PanelView }) {
  switch (view.kind) {
    case "looking":
      return <p class="fine">Looking who this device is.</p>;
    case "unavailable":
      return (
        <>
          <p>This browser lets the page store nothing, as private windows may, or the page could not load all of itself.</p>
          <Button onPress={() => void panel.look()}>Try again</Button>
        </>
      );
    case "new":
      return <New panel={panel} />;
    case "known":
      return <Known panel={panel} view={view} />;
    case "erased":
      return <Erased />;
  }
}

function New({ panel }: { readonly panel: Panel }) {
  return (
    <>
      <p>
        Nobody knows this device yet. When you press Start, a key is made here that stands for it. No name and no address are asked for.
      </p>
      <section>
        <h3>Do you lend another device already?</h3>
        <EnterCode panel={panel} />
        <UseRecovery panel={panel} />
      </section>
    </>
  );
}

function Known({ panel, view: { identity, person } }: { readonly panel: Panel; readonly view: Extract<PanelView, { kind: "known" }> }) {
  const record = person.record?.hosts.find(({ hostId }) => hostId === identity.hostId);
  return (
    <>
      {person.trouble !== null && (
        <p class="notice">
          {person.trouble} <Button onPress={() => void panel.look()}>Try again</Button>
        </p>
      )}
      <section>
        <h3>This device</h3>
        {record !== undefined && <Name panel={panel} name={record.name ?? ""} />}
        <dl class="fields device__identity">
          <div>
            <dt>Public number</dt>
            <dd>{identity.hostId}</dd>
          </div>
        </dl>
        <p class="fine">{identity.isSealed ? SEALED : NOT_SEALED}</p>
      </section>
      {person.record !== null && <Credit record={person.record} own={identity.hostId} />}
      {record !== undefined && (
        <>
          <section>
            <h3>Your other devices</h3>
            <LinkAnother panel={panel} />
            <EnterCode panel={panel} />
          </section>
          <section>
            <h3>Recovery file</h3>
            <SaveRecovery panel={panel} />
            <UseRecovery panel={panel} />
          </section>
        </>
      )}
      <Erase panel={panel} devices={person.record?.hosts.length ?? 1} />
    </>
  );
}

const SEALED = "Its key is locked away in this browser: no page can read or copy it, not even this one.";
const NOT_SEALED =
  "This browser cannot lock keys away, so this one is kept as plain data of this site: whoever can read this browser's files could copy it.";

function Erased() {
  const text = useRef<HTMLParagraphElement>(null);
  // What had the focus is gone with everything else.
  useEffect(() => text.current?.focus(), []);
  return (
    <p ref={text} tabIndex={-1}>
      Erased, here and at the server. If you press Start again, this browser begins as a new device.
    </p>
  );
}
