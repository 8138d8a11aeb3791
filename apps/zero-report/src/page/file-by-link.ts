import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { type Role } from '#hazards/directory/role.js';
import { dueText } from '#hazards/notification/due-phrase.js';
import { type Duty } from '#hazards/zero-report/duty.js';
import { type DutyPeriod, parsePeriod } from '#hazards/zero-report/duty-period.js';
import { attachableKinds, evidenceSoFar } from '#hazards/zero-report/evidence.js';
import { answersSoFar, filingTitle } from '#hazards/zero-report/filing-content.js';
import { type Contradiction } from '#hazards/zero-report/contradictions.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { Problem } from '#platform/http/problem.js';
import { ZONE } from '#store/policies/zone.js';
import { DutyLibrary } from '#store/zero-report/duty-library.js';
import { type Filing, type FilingChange, FilingRepository } from '#store/zero-report/filing.repository.js';
import { type FilingLink, FilingTokens } from '#store/zero-report/filing-tokens.js';
import { type FilingSituation } from '../change-filing.js';
import { AttachEvidence } from '../evidence/attach-evidence.js';
import { WriteFiling } from '../write-filing.js';
import { answersOfForm, type PageForm } from './page-form.js';
import { type PageModel } from './filing-page.js';

export type LinkAnswer =
  | { readonly kind: 'form'; readonly model: PageModel }
  | {
      readonly kind: 'filed' | 'drafted' | 'kept';
      readonly title: string;
      readonly edition: number;
      readonly hash: string;
    }
  | { readonly kind: 'dead' };

interface Holder {
  readonly name: string;
  readonly phone: string | null;
  readonly roles: readonly Role[];
}

interface Place {
  readonly link: FilingLink;
  readonly filing: Filing;
  readonly duty: Duty;
  readonly period: DutyPeriod;
  readonly holder: Holder;
}

const NOBODY = { organisations: [] };

/** 凭链接填报: looking never changes anything; sending files, once the person has said who he is. */
@Injectable()
export class FileByLink {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly tokens: FilingTokens,
    private readonly filings: FilingRepository,
    private readonly duties: DutyLibrary,
    private readonly writing: WriteFiling,
    private readonly evidence: AttachEvidence,
  ) {}

  async look(token: string): Promise<LinkAnswer> {
    const answer = await this.within(token, (place, manager) => this.formOf(place, manager, {}));
    return answer ?? { kind: 'dead' };
  }

  /** True while the link opens a form. */
  async opens(token: string): Promise<boolean> {
    return (await this.within(token, () => Promise.resolve(true))) ?? false;
  }

  async send(token: string, form: PageForm): Promise<LinkAnswer> {
    const answer = await this.within(token, async (place, manager): Promise<LinkAnswer> => {
      if (!isWho(place.holder, form.who)) {
        await this.tokens.countWrong(manager, token);
        return this.formOf(place, manager, { form, errors: ['身份确认不符，请核对后再试。连续5次不符，链接作废。'] });
      }
      return this.file(place, manager, token, form);
    });
    return answer ?? { kind: 'dead' };
  }

  private async file(place: Place, manager: EntityManager, token: string, form: PageForm): Promise<LinkAnswer> {
    const { filing, duty, period, holder, link } = place;
    const read = answersOfForm(duty, form);
    const maySign = mayIn(duty, holder);
    const signs = maySign && !form.savesOnly;
    if (signs && form.agree !== 'yes') return this.formOf(place, manager, { form, errors: ['请勾选确认声明。'] });
    const who = { personId: link.personId, roles: holder.roles, ownRoles: holder.roles };
    const step = (decide: (situation: FilingSituation) => Promise<FilingChange>): Promise<unknown> =>
      this.filings.update(manager, filing.id, `person:${link.personId}`, (current, now) =>
        decide({ duty, period, filing: current, actor: who, manager, now }),
      );
    try {
      const done = await manager.transaction(async () => {
        await step((situation) => {
          if (situation.filing.version !== Number(form.version)) throw Problem.preconditionFailed('changed');
          return this.writing.drafted(situation, { answers: read, comments: form.comments });
        });
        for (const id of form.takenAway) await step((situation) => this.evidence.removed(situation, id));
        for (const file of form.files) await step((situation) => this.evidence.attached(situation, file));
        if (signs) {
          await step((situation) => this.writing.signed(situation));
          await this.tokens.markUsed(manager, token);
        }
        const [after] = await this.filings.byIds(manager, [filing.id]);
        return after;
      });
      return {
        kind: signs ? 'filed' : maySign ? 'kept' : 'drafted',
        title: filingTitle(duty, period),
        edition: done?.edition ?? 0,
        hash: done?.contentHash?.toString('hex') ?? '',
      };
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return this.formOf(place, manager, { form, ...wordsOf(error, duty) });
    }
  }

  /** Runs in the scope of the link's school, as its person; undefined for a link that opens nothing any more. */
  private async within<T>(
    token: string,
    work: (place: Place, manager: EntityManager) => Promise<T>,
  ): Promise<T | undefined> {
    const link = await this.transactions.run(NOBODY, (manager) => this.tokens.find(manager, token));
    if (!link) return undefined;
    const scope = { organisations: [link.organisationId], personId: link.personId };
    return this.transactions.run(scope, async (manager) => {
      const [filing] = await this.filings.byIds(manager, [link.filingId]);
      const duty = filing && (await this.duties.versionOf(manager, filing.dutyId, filing.dutyVersion));
      const period = duty && parsePeriod(duty.cadence, filing.period);
      const holder = await this.holderOf(manager, link);
      if (!filing || !duty || !period || !holder || !['open', 'draft', 'returned'].includes(filing.state))
        return undefined;
      return work({ link, filing, duty, period, holder }, manager);
    });
  }

  /** Who holds the link, with the posts that he has at the school today: a link does not outlive the post. */
  private async holderOf(
    manager: EntityManager,
    { personId, organisationId }: FilingLink,
  ): Promise<Holder | undefined> {
    const [row]: { name: string; phone: string | null; roles: Role[] }[] = await manager.query(
      `select n.name, (select p.phone from app.person p where p.id = $1 and p.disabled_at is null) as phone,
         array(select t.role from app.post t where t.organisation_id = $2 and t.valid_from <= app.now()
             and (t.valid_to is null or t.valid_to > app.now()) and (t.person_id = $1 or exists (select from app.delegation d
               where d.post_id = t.id and d.to_person_id = $1 and d.valid_from <= app.now() and d.valid_to > app.now()))) as roles
       from app.person_name($1) n`,
      [personId, organisationId],
    );
    return row && row.roles.length > 0 ? row : undefined;
  }

  private async formOf(
    { filing, duty, period, holder, link }: Place,
    manager: EntityManager,
    shown: { form?: PageForm; errors?: readonly string[]; contradictions?: readonly Contradiction[] },
  ): Promise<LinkAnswer> {
    const ledger = filing.draft?.ledger ?? (await this.writing.prefilled(manager, duty, period, filing));
    const written = shown.form ? answersOfForm(duty, shown.form) : answersSoFar(duty, filing, ledger);
    return {
      kind: 'form',
      model: {
        title: filingTitle(duty, period),
        organisation: filing.name,
        due: dueText(filing.dueAt, link.now, ZONE),
        duty,
        answers: written,
        comments: shown.form?.comments ?? filing.draft?.comments ?? filing.content?.comments ?? '',
        ledger,
        evidenceKinds: attachableKinds(duty),
        evidence: evidenceSoFar(filing),
        version: filing.version,
        maySign: mayIn(duty, holder),
        identity: holder.phone ? 'phone' : 'name',
        errors: faultsOf(shown) ?? (filing.state === 'returned' && filing.remark ? [`已退回：${filing.remark}`] : []),
        contradictions: shown.contradictions ?? [],
      },
    };
  }
}

const mayIn = (duty: Duty, { roles }: Holder): boolean => roles.some((role) => duty.signedBy.includes(role));

function isWho({ name, phone }: Holder, said: string): boolean {
  const given = said.replaceAll(/\s/g, '');
  return phone ? phone.replaceAll(/\D/g, '').slice(-4) === given : name.replaceAll(/\s/g, '') === given;
}

/** What is wrong with what was sent; a browser does not keep files that were chosen, so it says that too. */
const faultsOf = ({ form, errors }: { form?: PageForm; errors?: readonly string[] }): readonly string[] | undefined =>
  errors && form && form.files.length > 0 ? [...errors, '所选文件没有保存，请重新选择。'] : errors;

/** A refusal in the words of the page. */
function wordsOf(problem: Problem, duty: Duty): { errors: string[]; contradictions: Contradiction[] } {
  if (problem.kind === 'precondition-failed')
    return { errors: ['表单已被他人修改，请刷新后核对。'], contradictions: [] };
  const errors = (problem.errors ?? []).map(({ pointer = '', message, code }) => {
    if (code) return message.replace(/ \([^()]*\)$/, '');
    const field = duty.form.fields.find(({ id }) => pointer === `/answers/${id}`);
    return `${field?.label.zh ?? '内容'}填写有误或未填写。`;
  });
  return { errors: errors.length > 0 ? errors : ['当前状态不能报送，请刷新后再试。'], contradictions: [] };
}
