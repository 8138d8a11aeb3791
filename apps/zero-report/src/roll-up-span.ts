import { firstDayOf, lastDayOf, type Quarter } from '#kernel/quarter.js';
import { type RollUpSpan } from '#store/zero-report/roll-up-reader.js';

/** From January to the quarter's last month, as the statutory statistics count. */
export const quarterSpan = (quarter: Quarter): RollUpSpan => ({
  quarters: [quarter],
  firstDay: `${quarter.slice(0, 4)}-01-01`,
  lastDay: lastDayOf(quarter),
  quarterFirstDay: firstDayOf(quarter),
  dutyId: 'roll-up',
  period: quarter,
});

/** A whole year, with the zero reports of its four quarters. */
export const yearSpan = (year: string): RollUpSpan => ({
  quarters: [1, 2, 3, 4].map((n) => `${year}Q${n}`),
  firstDay: `${year}-01-01`,
  lastDay: `${year}-12-31`,
  quarterFirstDay: `${year}-10-01`,
  dutyId: 'annual-roll-up',
  period: year,
});
