import { IsId } from './field-rules.js';

/** The id in a path. */
export class IdParam {
  @IsId()
  readonly id: string;
}
