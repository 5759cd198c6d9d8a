import type { ShownCode } from "../../../engine/device/device-api.ts";
import { Button } from "../../../ui/button.tsx";
import { formatTimeOfDay } from "../../../ui/format.ts";
import type { DevicePanel } from "../../state/device-panel.ts";
import { Outcome } from "./outcome.tsx";
import { TextForm } from "./text-form.tsx";
import { useRemaining } from "./use-remaining.ts";

/** Room for a code with its hyphens, and for some blanks that came with it. */
const MAX_TYPED = 40;

/** Shows a code that makes another device the person's. */
export function LinkAnother({ panel }: { readonly panel: DevicePanel }) {
  const code = panel.code.value;
  const minutes = useRemaining(code?.expiresAt ?? 0);
  return (
    <>
      <p>Show a code here and enter it on your other device: it then counts as yours too. Each device keeps a key of its own.</p>
      <div>
        <Button onPress={() => void panel.showCode()}>Show a code</Button>
      </div>
      {code !== null && <Code code={code} minutes={minutes} />}
      {code !== null && minutes === 0 ? null : <Outcome panel={panel} action="show-code" />}
    </>
  );
}

function Code({ code, minutes }: { readonly code: ShownCode; readonly minutes: number }) {
  if (minutes === 0) return <p class="fine">The code has ended. Show another one.</p>;
  return (
    <p class="device__code">
      <code>{code.code}</code>
      <span class="fine">
        Works once, until {formatTimeOfDay(code.expiresAt)}: {minutes === 1 ? "less than a minute" : `${minutes} minutes`} from now.
      </span>
    </p>
  );
}

/** Takes the code that another device shows. */
export function EnterCode({ panel }: { readonly panel: DevicePanel }) {
  return (
    <>
      <TextForm
        id="link-code"
        label="A code that your other device shows"
        maxLength={MAX_TYPED}
        button="Link this device"
        isBusy={panel.busy.value !== null}
        onSubmit={(text) => void panel.enterCode(text)}
      />
      <Outcome panel={panel} action="enter-code" />
    </>
  );
}
