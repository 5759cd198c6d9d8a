import { type Priority, prioritySchema } from "../../../protocol/messages.ts";
import { PRIORITIES } from "../state/words.ts";

interface PrioritySelectProps {
  readonly id: string;
  readonly value: Priority;
  readonly onChoose: (priority: Priority) => void;
}

/** How often a batch comes first beside others of its project. */
export function PrioritySelect({ id, value, onChoose }: PrioritySelectProps) {
  return (
    <select id={id} class="select" value={value} onChange={(event) => onChoose(prioritySchema.parse(event.currentTarget.value))}>
      {prioritySchema.options.map((priority) => (
        <option key={priority} value={priority}>
          {PRIORITIES[priority]}
        </option>
      ))}
    </select>
  );
}
