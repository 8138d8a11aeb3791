import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { BusinessCalendar } from '#kernel/business-calendar.js';
import { type Duty } from './duty.js';
import {
  decideAcceptance,
  decideDraft,
  decideExcuse,
  decideReturn,
  decideSignature,
  type FilingCase,
} from './decide-filing.js';
import { FILING_STATES, standingOf, STANDINGS, tallyOf, type TallyCount } from './filing-standing.js';
import { type LedgerExcerpt, type LedgerNumbers, rateText } from './ledger-numbers.js';
import { periodOfDate } from './duty-period.js';
import { type Answers } from './read-answers.js';
import { plainCell } from './spreadsheet-cell.js';
import { NO_NUMBERS, STATUTORY_COLUMNS } from './statutory-columns.js';

const { duties } = JSON.parse(readFileSync(new URL('../../policies/duties.json', import.meta.url), 'utf8')) as {
  duties: Duty[];
};
const duty = duties.find((one) => one.id === 'zero-report')!;
const period = periodOfDate('quarter', '2026-12-31');
const now = new Date('2026-12-30T10:00:00+08:00');
const dueAt = new Date('2027-01-01T00:00:00+08:00');
const signer = { personId: 'p1', role: 'principal' };

const NOTHING: LedgerNumbers = {
  inspections: 3,
  majorSources: 0,
  riskPoints: 0,
  majorsNew: 0,
  majorsClosed: 0,
  majorsOpen: 0,
  majorsListed: 0,
  generalsFound: 0,
  generalsFixed: 0,
  funds: 0,
};
const ledger = (numbers: Partial<LedgerNumbers> = {}, more: Partial<LedgerExcerpt> = {}): LedgerExcerpt => ({
  position: { at: now.toISOString(), hazards: 0, events: 0, digest: '' },
  numbers: { ...NOTHING, ...numbers },
  inspections: [],
  surveyedOn: '2026-11-02',
  surveyMissing: false,
  previous: null,
  corrections: [],
  suspected: 0,
  ...more,
});
const filing = (more: Partial<FilingCase> = {}): FilingCase => ({
  state: 'open',
  edition: 0,
  organisation: { code: 'S1', name: '第一小学' },
  draft: null,
  content: null,
  dueAt,
  ...more,
});
const drafted = (answers: Answers, of: LedgerExcerpt): FilingCase =>
  filing({
    state: 'draft',
    draft: { answers: { ...of.numbers, ...answers }, comments: '', filledBy: 'p2', ledger: of },
  });
const signed = (one: FilingCase, of: LedgerExcerpt) => decideSignature(duty, period, one, of, signer, now);

describe('signing a zero report', () => {
  it('signs the ledger’s own numbers where nobody drafted', () => {
    expect(signed(filing(), ledger())).toMatchObject({
      kind: 'filed',
      contested: [],
      content: { filedAs: 'zero', edition: 1, edits: [] },
    });
    expect(signed(filing(), ledger({ generalsFound: 2 }))).toMatchObject({
      kind: 'filed',
      content: { filedAs: 'with-hazards' },
    });
    expect(signed(filing(), ledger({ majorSources: 1 }))).toMatchObject({
      kind: 'filed',
      content: { filedAs: 'with-hazards' },
    });
  });

  it.each([
    [
      'a zero against an open major',
      { majorsOpen: 0, majorsNew: 0 },
      ledger({ majorsOpen: 1, majorsNew: 1 }),
      'zero-with-open-majors',
    ],
    ['a zero against a suspected major', {}, ledger({}, { suspected: 1 }), 'zero-with-open-majors'],
  ])('refuses %s', (_, answers, of, check) => {
    expect(signed(drafted(answers, of), of)).toMatchObject({
      kind: 'refused',
      reason: 'contradicted',
      contradictions: [{ check }],
    });
  });

  it('refuses it also when the major came after the draft', () => {
    expect(signed(drafted({}, ledger()), ledger({ majorsOpen: 1 }))).toMatchObject({
      kind: 'refused',
      reason: 'contradicted',
    });
  });

  it.each([
    ['fewer than the ledger holds', { generalsFound: 1 }, ledger({ generalsFound: 2 }), 'edited-below-ledger'],
    ['no survey of sources', {}, ledger({}, { surveyedOn: null }), 'no-source-survey'],
  ])('files %s as contested, keeping both numbers', (_, answers, of, check) => {
    expect(signed(drafted(answers, of), of)).toMatchObject({ kind: 'filed', contested: [{ check }] });
  });

  it('takes the survey that the form itself names', () => {
    const of = ledger({}, { surveyedOn: null });
    expect(signed(drafted({ surveyedOn: '2026-12-01' }, of), of)).toMatchObject({ kind: 'filed', contested: [] });
  });

  it('signs what was signed before where a returned report was not touched', () => {
    const before = { answers: { ...NOTHING, riskPoints: 4, surveyedOn: '2026-11-02' }, comments: '已核对。' };
    expect(signed(filing({ state: 'returned', edition: 1, content: before }), ledger({ riskPoints: 1 }))).toMatchObject(
      {
        kind: 'filed',
        content: { edition: 2, answers: { riskPoints: 4 }, comments: '已核对。' },
      },
    );
  });

  it('takes no written date for a survey that is owed and was not filed', () => {
    const of = ledger({}, { surveyedOn: null, surveyMissing: true });
    expect(signed(drafted({ surveyedOn: '2026-12-01' }, of), of)).toMatchObject({
      kind: 'filed',
      contested: [{ check: 'no-source-survey' }],
    });
  });

  it('keeps the number of the ledger beside the one that the school wrote', () => {
    const of = ledger({ riskPoints: 3 });
    expect(signed(drafted({ riskPoints: 5 }, of), of)).toMatchObject({
      content: { answers: { riskPoints: 5 }, edits: [{ field: 'riskPoints', ledger: 3, reported: 5 }] },
    });
  });

  it('asks for every required number', () => {
    const of = ledger();
    const one = filing({
      state: 'draft',
      draft: { answers: { majorSources: 0 }, comments: '', filledBy: 'p2', ledger: of },
    });
    expect(signed(one, of)).toMatchObject({
      kind: 'refused',
      reason: 'incomplete',
      missing: expect.arrayContaining(['riskPoints', 'funds']),
    });
  });
});

describe('what may be done in which state', () => {
  const can = (state: FilingCase['state']) => ({
    draft: decideDraft({ state }, undefined).kind === 'drafted',
    correct: decideDraft({ state }, 'why').kind === 'drafted',
    sign: signed(filing({ state }), ledger()).kind === 'filed',
    accept: decideAcceptance({ state }).kind === 'accepted',
    excuse: decideExcuse({ state }).kind === 'excused',
    return: decideReturn(duty, { state, dueAt }, new BusinessCalendar([]), 'Asia/Shanghai', now).kind === 'returned',
  });
  it.each([
    ['open', { draft: true, correct: true, sign: true, accept: false, excuse: true, return: false }],
    ['draft', { draft: true, correct: true, sign: true, accept: false, excuse: true, return: false }],
    ['returned', { draft: true, correct: true, sign: true, accept: false, excuse: true, return: false }],
    ['filed', { draft: false, correct: true, sign: false, accept: true, excuse: false, return: true }],
    ['accepted', { draft: false, correct: true, sign: false, accept: false, excuse: false, return: true }],
    ['excused', { draft: false, correct: false, sign: false, accept: false, excuse: false, return: false }],
  ] as const)('%s', (state, expected) => expect(can(state)).toEqual(expected));

  it('gives a returned report at least the time that it had', () => {
    const returned = (moment: string) =>
      decideReturn(duty, { state: 'filed', dueAt }, new BusinessCalendar([]), 'Asia/Shanghai', new Date(moment));
    expect(returned('2026-12-20T10:00:00+08:00')).toEqual({ kind: 'returned', dueAt });
    expect(returned('2026-12-30T10:00:00+08:00')).toEqual({
      kind: 'returned',
      dueAt: new Date('2027-01-05T00:00:00+08:00'),
    });
  });
});

describe('standings and their sums', () => {
  it.each([
    ['open', null, -1, 'open'],
    ['open', null, 0, 'missing'],
    ['draft', null, 0, 'missing'],
    ['returned', null, -1, 'returned'],
    ['filed', -1, 5, 'filed-zero'],
    ['filed', 0, 5, 'late'],
    ['accepted', -1, 5, 'filed-zero'],
    ['excused', null, 5, 'excused'],
  ] as const)('%s, filed %s ms and seen %s ms after the due time: %s', (state, filed, seen, expected) => {
    const moment = (ms: number): Date => new Date(dueAt.getTime() + ms);
    const filedAt = filed === null ? null : moment(filed);
    expect(standingOf({ state, filedAs: filedAt && 'zero', filedAt, dueAt }, moment(seen))).toBe(expected);
  });

  it('count every school once', () => {
    const one = fc.record({
      state: fc.constantFrom(...FILING_STATES),
      filedAs: fc.constantFrom('zero' as const, 'with-hazards' as const),
      filed: fc.integer({ min: -5, max: 5 }),
    });
    fc.assert(
      fc.property(fc.array(one), fc.integer({ min: -5, max: 5 }), (all, seen) => {
        const counts: TallyCount[] = all.map(({ state, filedAs, filed }) => ({
          standing: standingOf({ state, filedAs, filedAt: new Date(filed), dueAt: new Date(0) }, new Date(seen)),
          contested: false,
          count: 1,
        }));
        const { expected, filedZero, filedWithHazards, late, missing, pending, excused } = tallyOf(counts);
        expect(expected).toBe(all.length);
        expect(filedZero + filedWithHazards + late + missing + pending + excused).toBe(expected);
        expect(counts.every(({ standing }) => STANDINGS.includes(standing))).toBe(true);
      }),
    );
  });
});

describe('what is shown', () => {
  it.each([
    [null, '—'],
    [0, '0%'],
    [1, '100%'],
    [2 / 3, '66.7%'],
  ])('a rate of %s as %s', (rate, text) => expect(rateText(rate)).toBe(text));

  it('nothing as an explicit 0, and a rate of nothing as —', () => {
    expect(STATUTORY_COLUMNS.map(({ value }) => value(NO_NUMBERS))).toEqual([0, 0, 0, '—', 0, 0, '—', 0, 0, 0, 0, 0]);
  });

  it.each(['=1+1', '+1', '-1', '@A1', '\t=1', ' =1', '＝1'])('%j as text, not as a formula', (text) => {
    expect(plainCell(text)).toBe(`'${text}`);
  });
  it.each(['第一小学', '1-2', 'a=b', ''])('%j as it is', (text) => expect(plainCell(text)).toBe(text));
});
