/** Volunteers and their hosts: what they have done together, and what they are called. Rules P1 and P4 of `docs/spec.md`. */
import type { HostId, VolunteerId } from "../../../protocol/ids.ts";
import { MAX_VOLUNTEER_HOSTS } from "../../../protocol/limits.ts";
import type { HostRecord, VolunteerRecord } from "../../../protocol/messages.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { type Caller, callingHost, enrolledHost } from "../caller.ts";
import type { CellStore } from "../store.ts";
import { type Host, recordOf } from "../tables/hosts.ts";

/** The volunteer of a host, with all hosts. A host that was never linked is all there is of its volunteer. */
export function volunteerRecord(store: CellStore, hostId: HostId): VolunteerRecord {
  const host = enrolledHost(store, hostId);
  const volunteer = host.volunteer === undefined ? undefined : store.volunteers.find(host.volunteer);
  const hosts = hostsWith(store, host).map(recordOf);
  return {
    ...(volunteer !== undefined && { volunteerId: volunteer.volunteerId }),
    ...(volunteer?.name !== undefined && { name: volunteer.name }),
    hosts,
    // Summed when it is read: a sum that is stored could drift from its parts.
    microCobblestones: sum(hosts, (record) => record.microCobblestones),
    unvestedMicroCobblestones: sum(hosts, (record) => record.unvestedMicroCobblestones),
  };
}

/** All hosts of the host's volunteer, itself included. */
export const hostsWith = (store: CellStore, host: Host): Host[] =>
  host.volunteer === undefined ? [host] : store.hosts.ofVolunteer(host.volunteer);

/** Gives the calling host a name; an empty one takes it away. */
export function renameHost(store: CellStore, caller: Caller, name: string): HostRecord {
  return store.transaction(() => {
    const host: Host = { ...callingHost(store, caller), name: name === "" ? undefined : name, lastNonce: caller.nonce };
    store.hosts.saveProfile(host);
    return recordOf(host);
  });
}

/** Gives the calling host's volunteer a name. One who is not on record yet gets the id `newVolunteer`. */
export function renameVolunteer(store: CellStore, caller: Caller, name: string, newVolunteer: VolunteerId, now: number): VolunteerRecord {
  return store.transaction(() => {
    store.hosts.saveProfile({ ...callingHost(store, caller), lastNonce: caller.nonce });
    const volunteer = volunteerOf(store, caller.hostId, newVolunteer, now);
    store.volunteers.rename(volunteer, name === "" ? undefined : name);
    return volunteerRecord(store, caller.hostId);
  });
}

/** The volunteer of a host; a host that has none becomes the first one of a new volunteer. */
export function volunteerOf(store: CellStore, hostId: HostId, newVolunteer: VolunteerId, now: number): VolunteerId {
  const host = enrolledHost(store, hostId);
  if (host.volunteer !== undefined) return host.volunteer;
  store.volunteers.insert({ volunteerId: newVolunteer, name: undefined, createdAt: now });
  store.hosts.saveProfile({ ...host, volunteer: newVolunteer });
  return newVolunteer;
}

/** Makes a host one of a volunteer's, or of nobody's. A volunteer without hosts is forgotten. Refuses one too many. */
export function joinVolunteer(store: CellStore, hostId: HostId, volunteer: VolunteerId | undefined): void {
  const host = enrolledHost(store, hostId);
  if (host.volunteer === volunteer) return;
  if (volunteer !== undefined && store.hosts.ofVolunteer(volunteer).length >= MAX_VOLUNTEER_HOSTS) throw tooManyHosts();
  store.hosts.saveProfile({ ...host, volunteer });
  if (host.volunteer !== undefined && store.hosts.ofVolunteer(host.volunteer).length === 0) store.volunteers.remove(host.volunteer);
}

const tooManyHosts = (): ProblemError =>
  new ProblemError("too-many-hosts", `A volunteer has at most ${MAX_VOLUNTEER_HOSTS} hosts; erase one, or stay on your own`);

const sum = (records: readonly HostRecord[], amount: (record: HostRecord) => number): number =>
  records.reduce((total, record) => total + amount(record), 0);
