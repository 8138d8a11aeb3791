import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '#platform/http/access.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { ChangeSchool } from './change-school.js';
import { SchoolChangeDto, SchoolParam } from './school-change.dto.js';

/** 停办、合并. */
@ApiTags('Duties')
@Controller('v1/schools/:organisationCode/changes')
export class SchoolChangesController {
  constructor(private readonly changeSchool: ChangeSchool) {}

  @Post()
  @RequirePermission('zero-report.return')
  @Idempotent()
  @ApiOperation({
    summary: 'Record that a school is suspended, gives lessons again, or went over into another',
    description:
      'From that day on it owes no reports: what is open and falls due then is excused with the reason. The survivor of a merger ' +
      'owes each report once, also one that was opened before it was on the roster. Lists and roll-ups name such schools.',
  })
  @ApiBody({
    type: SchoolChangeDto,
    examples: {
      suspension: { value: { kind: 'suspended', from: '2026-11-01', reason: '校舍加固改造，学生分流到邻校。' } },
      resumption: { value: { kind: 'resumed', from: '2027-02-22', reason: '改造完成，复课。' } },
      merger: { value: { kind: 'merged', from: '2026-12-20', into: 'S001', reason: '并入第一小学。' } },
    },
  })
  @ApiCreatedResponse({ description: 'The id of the change.' })
  record(@Param() { organisationCode }: SchoolParam, @Body() change: SchoolChangeDto): Promise<{ id: string }> {
    return this.changeSchool.run(organisationCode, change);
  }
}
