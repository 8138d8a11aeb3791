import { Controller, Get, Headers, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { type DueDate } from '#hazards/deadlines/due-date.js';
import { explainDueDate } from '#hazards/deadlines/explain-due-date.js';
import { ApiTransactions } from '#platform/database/transactions.js';
import { RequirePermission } from '#platform/http/access.js';
import { IdParam } from '#platform/http/id-param.js';
import { Problem } from '#platform/http/problem.js';
import { HazardQueries } from '#store/hazards/hazard-queries.js';
import { isoAt } from '#store/hazards/iso-at.js';
import { acting } from '#store/requests/acting.js';

@ApiTags('Assignment')
@Controller('v1/hazards')
export class DeadlineController {
  constructor(
    private readonly transactions: ApiTransactions,
    private readonly hazards: HazardQueries,
  ) {}

  @Get(':id/deadline')
  @RequirePermission('hazard.read')
  @ApiOperation({ summary: 'Why a hazard is due when it is due, day by day, and who was made responsible' })
  @ApiOkResponse({ description: 'Rule, start, each day and whether it counted.' })
  async explain(@Param() { id }: IdParam, @Headers('accept-language') language = 'zh'): Promise<object> {
    const hazard = await this.transactions.run(acting().scope, (manager) => this.hazards.find(manager, id));
    if (!hazard) throw Problem.notFound();
    if (!hazard.deadlineExplanation || !hazard.dueAt) {
      throw Problem.conflict('The hazard has no due date yet; ask again in a moment.');
    }
    const stored = hazard.deadlineExplanation as unknown as DueDate;
    const due = { ...stored, start: new Date(stored.start), dueAt: new Date(stored.dueAt) };
    const lines = explainDueDate(due);
    return {
      dueAt: isoAt(hazard.dueAt),
      dueVersion: hazard.dueVersion,
      provisional: hazard.dueProvisional,
      rule: due.ruleId,
      policyVersion: due.policyVersion,
      start: isoAt(due.start),
      lastDay: due.dueDate,
      basis: due.basis,
      days: due.days,
      priority: hazard.priority,
      assignment: hazard.assignmentExplanation,
      text: /^\s*en\b/i.test(language) ? lines.en : lines.zh,
    };
  }
}
