import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { SignedIn } from '#platform/http/access.js';
import { Idempotent } from '#platform/http/idempotency.js';
import { currentActor } from '../access/current-actor.js';
import { requireId } from '../access/require-id.js';
import { EndAbsence } from './end-absence.js';
import { ListAbsences } from './list-absences.js';
import { AbsenceAnswer, AbsenceList, NewAbsence } from './person.dto.js';
import { RecordAbsence } from './record-absence.js';

/** Open to everybody who is signed in, for himself; for others only with delegation.manage, which the use cases see to. */
@ApiTags('People')
@Controller('v1/people/:id/absences')
export class AbsencesController {
  constructor(
    private readonly listAbsences: ListAbsences,
    private readonly recordAbsence: RecordAbsence,
    private readonly endAbsence: EndAbsence,
  ) {}

  @SignedIn()
  @Get()
  @ApiOperation({
    summary: 'Absences of a person that run now or later',
    description: 'One’s own, or with delegation.manage.',
  })
  @ApiOkResponse({ type: AbsenceList, description: 'The absences, the earliest first.' })
  async list(@Param('id') id: string): Promise<AbsenceList> {
    const absences = await this.listAbsences.run(currentActor(), requireId(id));
    return { items: absences.map((absence) => AbsenceAnswer.from(absence)) };
  }

  @SignedIn()
  @Idempotent()
  @Post()
  @ApiOperation({
    summary: 'Say that somebody will be away',
    description: 'Oneself, or with delegation.manage others.',
  })
  @ApiBody({
    type: NewAbsence,
    examples: {
      ill: { value: { from: '2026-10-08T08:00:00+08:00', to: '2026-10-15T08:00:00+08:00', reason: '病假' } },
    },
  })
  @ApiCreatedResponse({ type: AbsenceAnswer, description: 'The absence.' })
  async record(@Param('id') id: string, @Body() request: NewAbsence): Promise<AbsenceAnswer> {
    return AbsenceAnswer.from(await this.recordAbsence.run(currentActor(), requireId(id), request));
  }

  @SignedIn()
  @Delete(':absenceId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Say that somebody is back', description: 'Oneself, or with delegation.manage others.' })
  @ApiNoContentResponse({ description: 'The absence has ended.' })
  async end(@Param('id') id: string, @Param('absenceId') absenceId: string): Promise<void> {
    await this.endAbsence.run(currentActor(), requireId(id), requireId(absenceId));
  }
}
