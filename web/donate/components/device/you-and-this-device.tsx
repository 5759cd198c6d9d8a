import { useSignal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { Card } from "../../../ui/card.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import type { Donate } from "../../state/donate.ts";

type Panel = ComponentType<{ readonly donate: Donate }>;

/** Who this device is and whose: fetched, and read from this device, when somebody opens it. */
export function YouAndThisDevice({ donate }: { readonly donate: Donate }) {
  return (
    <Card id="you" heading="You and this device">
      <Disclosure summary="Name it, link it to others, or erase everything">{() => <Fetched donate={donate} />}</Disclosure>
    </Card>
  );
}

function Fetched({ donate }: { readonly donate: Donate }) {
  const panel = useSignal<Panel | "coming" | "failed">("coming");
  useEffect(() => {
    import("./device-panel.tsx").then(
      ({ DevicePanel }) => (panel.value = DevicePanel),
      () => (panel.value = "failed"),
    );
  }, [panel]);
  const View = panel.value;
  if (View === "coming") return <p class="fine">Getting this ready.</p>;
  if (View === "failed") return <p class="fine">This could not be loaded. Close it and open it again to try.</p>;
  return <View donate={donate} />;
}
