import {
  type AlertFiling,
  type AlertHazard,
  type AlertInput,
  type AlertSilentSchools,
  isOwner,
  type Occasion,
} from './alert-input.js';
import { filingVerb, GRADE_WORDS, personText, TASK_WORDS } from './alert-words.js';
import { oneLine } from './clean-text.js';
import { daysLeftText, dueText, overdueText } from './due-phrase.js';

export interface Lead {
  /** What stands in the subject after the severity: '一般隐患整改超期3天'. */
  headline: string;
  /** The first sentence of the letter. */
  sentence: string;
}

/** 出了什么事: how the letter begins. */
export function leadFor(input: AlertInput, occasion: Occasion, now: Date): Lead {
  switch (input.about.kind) {
    case 'silent-schools':
      return silentLead(input.about);
    case 'filing':
      return filingLead(input, input.about, occasion, now);
    case 'hazard':
      return hazardLead(input, input.about, occasion, now);
  }
}

function silentLead({ organisationName, title, expected, schools }: AlertSilentSchools): Lead {
  const filing = oneLine(title);
  return {
    headline: `${filing}还有${schools.length}所学校未报`,
    sentence: `${oneLine(organisationName)}应报送${filing}的学校共${expected}所，还有${schools.length}所没有报送。`,
  };
}

function filingLead(input: AlertInput, about: AlertFiling, occasion: Occasion, now: Date): Lead {
  const title = oneLine(about.title);
  const subject = `${oneLine(about.organisationName)}的${title}`;
  if (occasion === 'returned') {
    return { headline: `${title}被退回`, sentence: `${subject}没有通过审核，已退回。` };
  }
  const verb = filingVerb(input.obligationKind);
  if (occasion === 'overdue') {
    const late = overdueText(input.dueAt, input.daysOverdue, now);
    return { headline: `${title}${late}`, sentence: `${subject}已${late}，仍未${verb}。` };
  }
  const left = daysLeftText(input.dueAt, now, input.zone) ?? '';
  return { headline: `${title}${left}`, sentence: `${subject}还没有${verb}，${left}。` };
}

function hazardLead(input: AlertInput, about: AlertHazard, occasion: Occasion, now: Date): Lead {
  const organisation = oneLine(about.organisationName);
  const grade = GRADE_WORDS[about.grade];
  const hazard = `${organisation}的一处${grade}`;
  const { term, missing } = TASK_WORDS[input.obligationKind];
  switch (occasion) {
    case 'overdue': {
      const late = overdueText(input.dueAt, input.daysOverdue, now);
      // What others owe about a hazard is late, not the hazard.
      const whose = ['rectify', 'rectify-major'].includes(input.obligationKind) ? '' : `的${term}`;
      return { headline: `${grade}${term}${late}`, sentence: `${hazard}${whose}已${late}，${missing}。` };
    }
    case 'created':
      return announced(input, organisation, grade);
    case 'returned':
      return { headline: `${grade}整改被退回`, sentence: `${hazard}整改后没有通过复查，已退回。` };
    case 'closed':
      return { headline: `${grade}已销号`, sentence: `${hazard}已复查合格，予以销号。` };
    case 'extension-asked':
      return extensionAsked(input, about, now);
    case 'extension-granted':
      return {
        headline: `${grade}延期申请已批准`,
        sentence: `${hazard}的延期申请已批准，期限延到${dueText(input.dueAt, now, input.zone)}。`,
      };
    case 'extension-refused':
      return { headline: `${grade}延期申请未获批准`, sentence: `${hazard}的延期申请没有批准，原期限不变。` };
    case 'unacknowledged':
      return unacknowledged(input, organisation, grade);
    case 'reminder':
    case 'silent-schools': {
      const left = daysLeftText(input.dueAt, now, input.zone) ?? '';
      return { headline: `${grade}${term}${left}`, sentence: `${hazard}，${term}期限${left}。` };
    }
  }
}

function announced(input: AlertInput, organisation: string, grade: string): Lead {
  const { owner, obligationKind } = input;
  const assignee = isOwner(input) ? '您' : owner ? personText(owner) : '学校';
  switch (obligationKind) {
    case 'rectify':
      return { headline: `${grade}待整改`, sentence: `${organisation}的一处${grade}已派给${assignee}整改。` };
    case 'rectify-major':
    case 'report-major':
      return { headline: '发现重大隐患', sentence: `${organisation}发现一处${grade}，按规定立即报告。` };
    case 'decide-suspected-major':
      return { headline: '疑似重大隐患待认定', sentence: `${organisation}上报的一处隐患疑似重大，等待教育局认定。` };
    case 'verify':
      return { headline: `${grade}待复查`, sentence: `${organisation}报告一处${grade}已整改完成，等待复查销号。` };
    default: {
      const { task } = TASK_WORDS[obligationKind];
      return { headline: `${grade}须${task}`, sentence: `${organisation}的一处${grade}需要${assignee}${task}。` };
    }
  }
}

function extensionAsked({ owner, zone }: AlertInput, about: AlertHazard, now: Date): Lead {
  const grade = GRADE_WORDS[about.grade];
  const who = `${oneLine(about.organisationName)}${owner ? personText(owner) : ''}`;
  const until = about.proposedDueAt ? `延到${dueText(about.proposedDueAt, now, zone)}` : '延长';
  return { headline: `${grade}申请延期`, sentence: `${who}申请把一处${grade}的期限${until}。` };
}

function unacknowledged(input: AlertInput, organisation: string, grade: string): Lead {
  const who = isOwner(input) || !input.owner ? '您' : personText(input.owner);
  return { headline: `${grade}告警未确认`, sentence: `关于${organisation}一处${grade}的告警，${who}至今没有确认。` };
}
