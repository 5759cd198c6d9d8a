import type { Draft } from "../../state/draft.ts";
import { FailureNote } from "../failure-note.tsx";
import { TextField } from "./text-field.tsx";

interface ProjectFieldsProps {
  readonly draft: Draft;
  readonly titleLength: number;
  readonly purposeLength: number;
}

/** What the batch is for: one of one's projects, or a new one. */
export function ProjectFields({ draft, titleLength, purposeLength }: ProjectFieldsProps) {
  const projects = draft.projects.value;
  const { projectId, projectTitle, projectPurpose } = draft.choices.value;
  if (projects.kind === "loading") return <p class="fine">Looking up your projects.</p>;
  if (projects.kind === "failed") return <FailureNote failure={projects.failure} />;
  return (
    <>
      {projects.value.length > 0 && (
        <div class="form">
          <label for="new-project">Project</label>
          <select
            id="new-project"
            class="select"
            value={projectId}
            onChange={(event) => draft.choose({ projectId: event.currentTarget.value })}
          >
            {projects.value.map((project) => (
              <option key={project.projectId} value={project.projectId}>
                {project.title}
              </option>
            ))}
            <option value="">A new project</option>
          </select>
        </div>
      )}
      {projectId === "" && (
        <>
          <p class="fine">A project is what volunteers are told that they compute for.</p>
          <TextField
            id="new-project-title"
            label="Title of the new project"
            value={projectTitle}
            maxLength={titleLength}
            onText={(text) => draft.choose({ projectTitle: text })}
          />
          <TextField
            id="new-project-purpose"
            label="What volunteers compute for"
            value={projectPurpose}
            maxLength={purposeLength}
            onText={(text) => draft.choose({ projectPurpose: text })}
          />
        </>
      )}
    </>
  );
}
