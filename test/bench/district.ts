import { stringify } from 'csv-stringify/sync';
import { demoDistrict, type DemoPerson } from '#apps/standalone/src/demo/data/district.js';
import { demoReports } from '#apps/standalone/src/demo/data/reports.js';
import { Client } from '../harness/client.js';

/** The district of the demo as it stands in a running service, with the first passwords of its people. */
export interface District {
  readonly people: readonly DemoPerson[];
  readonly passwords: ReadonlyMap<string, string>;
}

/** A report as `POST /v1/hazards` takes it. */
export interface ReportBody {
  readonly organisationCode: string;
  readonly place: { readonly site: string; readonly building?: string; readonly spot?: string };
  readonly category: string;
  readonly description: string;
  readonly observations?: readonly string[];
}

export async function populate(address: string, adminPassword: string): Promise<District> {
  const admin = new Client(address, await signIn(address, 'admin', adminPassword));
  const { organisations, people } = demoDistrict();
  await admin.ok('POST', '/v1/organisations/import', stringify(organisations, { header: true }));
  const { credentials } = await admin.ok<{ credentials: { username: string; initialPassword: string }[] }>(
    'POST',
    '/v1/people/import',
    stringify(people, { header: true }),
  );
  return {
    people,
    passwords: new Map(credentials.map(({ username, initialPassword }) => [username, initialPassword])),
  };
}

export async function signIn(address: string, username: string, password: string): Promise<string> {
  const { token } = await new Client(address).ok<{ token: string }>('POST', '/v1/sessions', { username, password });
  return token;
}

/** `count` safety officers of as many schools, signed in. */
export async function signInOfficers(
  address: string,
  { people, passwords }: District,
  count: number,
): Promise<{ token: string; organisationCode: string }[]> {
  const officers = people.filter(({ post }) => post === 'safety-officer').slice(0, count);
  const signedIn = [];
  for (const { username, organisationCode } of officers) {
    signedIn.push({ organisationCode, token: await signIn(address, username, passwords.get(username) ?? '') });
  }
  return signedIn;
}

/**
 * The reports of the demo's quarter: most with ticked observations, the rest with text alone. `at` moves them all to one
 * school; `round` tells apart the places of reports that are sent again.
 */
export function reportBodies({ at, round = 0 }: { at?: string; round?: number } = {}): ReportBody[] {
  return demoReports().map(({ schoolCode, place, category, description, observations }) => ({
    organisationCode: at ?? schoolCode,
    place: { ...place, spot: `${place.spot ?? ''}${round}号` },
    category,
    description,
    ...(observations && { observations }),
  }));
}
