import { IsUUID } from 'class-validator';

/** Events carry ids, never state: whoever hears one reads the hazard again and decides again. */
abstract class HazardEvent {
  @IsUUID()
  readonly hazardId: string;
}

/** 隐患已上报: a report was accepted and numbered. */
export class HazardReportedV1 extends HazardEvent {
  static readonly type = 'hazard.reported';
}

/** 已分级: a grade was set, confirmed, rejected or overridden. */
export class HazardGradedV1 extends HazardEvent {
  static readonly type = 'hazard.graded';
}

/** 疑似重大: the bureau owes a decision on the grade, or has given it. */
export class HazardSuspectedV1 extends HazardEvent {
  static readonly type = 'hazard.suspected';
}

/** 已派定: owner, monitor and due date are set, or were set anew. */
export class HazardAssignedV1 extends HazardEvent {
  static readonly type = 'hazard.assigned';
}

/** 整改已提交: the owner says that it is done and somebody else has to look. */
export class HazardRectifiedV1 extends HazardEvent {
  static readonly type = 'hazard.rectified';
}

/** 已销号: verified by another person and struck off. */
export class HazardClosedV1 extends HazardEvent {
  static readonly type = 'hazard.closed';
}

/** 重新打开: a closed hazard was found to have come back. */
export class HazardReopenedV1 extends HazardEvent {
  static readonly type = 'hazard.reopened';
}
