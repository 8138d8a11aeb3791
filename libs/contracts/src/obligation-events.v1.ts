import { IsInt, IsString, IsUUID, Min } from 'class-validator';

/** 逐级上报: one step of an escalation policy fell due and was taken. */
export class ObligationEscalatedV1 {
  static readonly type = 'obligation.escalated';

  @IsUUID()
  readonly obligationId: string;

  @IsInt()
  @Min(1)
  readonly dueVersion: number;

  @IsString()
  readonly stepId: string;
}

/** 告警待发: an alert stands for a recipient and is to leave by a channel. */
export class AlertRaisedV1 {
  static readonly type = 'alert.raised';

  @IsUUID()
  readonly alertId: string;
}
