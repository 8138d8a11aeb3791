/**
 * What a number in a report counts. Metres and percent are converted; storeys are a building's height, a floor is a place;
 * overload is the number of people beyond the seats, overspeed the km/h beyond the limit.
 */
export const MEASURES = [
  'floor',
  'storeys',
  'metres',
  'percent',
  'persons',
  'seats',
  'months',
  'overload',
  'overspeed',
] as const;
export type Measure = (typeof MEASURES)[number];

export interface Quantity {
  readonly measure: Measure;
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

const NUMBER = '(\\d+(?:\\.\\d+)?|[零〇一二两三四五六七八九十百]+(?:点[零一二三四五六七八九]+)?)';
const UNIT =
  '(层楼高|层楼|层高|层教学楼|层建筑|层小楼|层楼房|层|楼|f|厘米|公分|cm|毫米|mm|米|m(?![a-z0-9])|%|成|名|人|个(?:学生|孩子|娃|小孩|幼儿|小朋友|脑袋|小脑袋|人头|同学|小家伙)|个(?=[，。]|$)|座|个月|年)';
const PATTERN = new RegExp(
  `(百分之|核[载定][^0-9，。]{0,6}?|限[载乘坐员][^0-9，。]{0,4}?|(?:标准|只能|最多|本来|原来|规定)[坐载乘]|第|共|高)?${NUMBER}(多|余|来|几)?${UNIT}`,
  'g',
);
const PORTION =
  /百分之([零〇一二两三四五六七八九十百\d]+)|(一半以上|过半|大半|半数以上|大部分|大多数|绝大多数|绝大部分|三分之二|四分之三|全部)/g;

/** Numbers with units in a normalised text: 四楼, 4层, 0.9米, 95公分, 百分之六十, 核载19人. */
export function quantitiesOf(text: string): Quantity[] {
  const found: Quantity[] = [];
  for (const hit of text.matchAll(PATTERN)) {
    const value = numberFrom(hit[2] ?? '') + tenthsBehind(text, hit);
    const measured = measureOf(hit[1] ?? '', hit[4] ?? '', value);
    if (measured) found.push({ ...measured, start: hit.index, end: hit.index + hit[0].length });
  }
  for (const hit of text.matchAll(PORTION)) {
    const value = hit[1] ? numberFrom(hit[1]) : hit[2] === '全部' ? 100 : 60;
    found.push({ measure: 'percent', value, start: hit.index, end: hit.index + hit[0].length });
  }
  found.push(...headcountsIn(text));
  return [...found, ...overloadsIn(found), ...overspeedsIn(text)];
}

/** 一米二 is 1.2 metres, 四楼二班 still the fourth floor. */
function tenthsBehind(text: string, hit: RegExpExecArray): number {
  if (hit[4] !== '米') return 0;
  const tenths = /^[一二两三四五六七八九\d](?![\d十百米层楼])/.exec(text.slice(hit.index + hit[0].length));
  return tenths ? numberFrom(tenths[0]) / 10 : 0;
}

function measureOf(before: string, unit: string, value: number): { measure: Measure; value: number } | null {
  switch (unit) {
    case '楼':
    case 'f':
      return { measure: 'floor', value };
    case '层':
      return { measure: before === '共' || before === '高' ? 'storeys' : 'floor', value };
    case '厘米':
    case '公分':
    case 'cm':
      return { measure: 'metres', value: value / 100 };
    case '毫米':
    case 'mm':
      return { measure: 'metres', value: value / 1000 };
    case '米':
    case 'm':
      return { measure: 'metres', value };
    case '%':
      return { measure: 'percent', value };
    case '成':
      return { measure: 'percent', value: value * 10 };
    case '座':
      return { measure: 'seats', value };
    case '个月':
      return { measure: 'months', value };
    case '年':
      return value < 100 ? { measure: 'months', value: value * 12 } : null;
    default:
      if (unit.startsWith('层')) return { measure: 'storeys', value };
      return { measure: before !== '' && !/^[第共高百]/.test(before) ? 'seats' : 'persons', value };
  }
}

const DIGITS = new Map([...'零一二三四五六七八九'].map((glyph, value) => [glyph, value] as const));
DIGITS.set('〇', 0).set('两', 2);

/** 12, 1.05, 十九, 二十五, 一百二, 一点一. */
export function numberFrom(glyphs: string): number {
  if (/^[\d.]+$/.test(glyphs)) return Number(glyphs);
  const [whole = '', fraction] = glyphs.split('点');
  const tail = fraction ? Number(`0.${[...fraction].map((glyph) => DIGITS.get(glyph) ?? 0).join('')}`) : 0;
  return wholeFrom(whole) + tail;
}

function wholeFrom(glyphs: string): number {
  let total = 0;
  let digit: number | null = null;
  let unit = 10;
  for (const glyph of glyphs) {
    if (glyph === '十' || glyph === '百') {
      unit = glyph === '十' ? 10 : 100;
      total += (digit ?? 1) * unit;
      digit = null;
    } else {
      digit = DIGITS.get(glyph) ?? 0;
    }
  }
  const shortForm = unit === 100 && digit !== null && !glyphs.includes('零') && !glyphs.includes('十');
  return total + (digit ?? 0) * (shortForm ? 10 : 1);
}

const HEADCOUNT = new RegExp(
  `(核[载定]|荷载|准[载乘]|限[载乘坐]|定员|额定|(?:标准|只能|最多|本来|原来|规定)[坐载乘])(?:人数|载客|乘员|数)?[为是：]?${NUMBER}(?![\\d十百座名人个])` +
    `|(?:实[载乘坐]|实际(?:载客|乘坐|载)?|实有)(?:人数|了)?[为是：]?${NUMBER}(?![\\d十百名人个])` +
    `|[坐拉塞装挤载](?:了|着|进去?|满)?${NUMBER}[多几来]?(?=[，。]|$)`,
  'g',
);

/** Numbers without a unit: 核载36实载41, 七座车拉十二. */
function headcountsIn(text: string): Quantity[] {
  return [...text.matchAll(HEADCOUNT)].map((hit) => ({
    measure: hit[1] ? ('seats' as const) : ('persons' as const),
    value: numberFrom(hit[2] ?? hit[3] ?? hit[4] ?? ''),
    start: hit.index,
    end: hit.index + hit[0].length,
  }));
}

/** 学生1200人，校车核载36人: so many are no riders. */
const MOST_CRAMMED = 5;

/** More people than the vehicle is licensed for: 核载19人坐了25人, 7座车拉了十一个孩子. */
function overloadsIn(quantities: readonly Quantity[]): Quantity[] {
  const seats = quantities.filter((quantity) => quantity.measure === 'seats').slice(0, 20);
  return seats.flatMap((seat) => {
    const riders = quantities.find(
      ({ measure, value, start }) =>
        measure === 'persons' &&
        value > seat.value &&
        value <= seat.value * MOST_CRAMMED &&
        Math.abs(start - seat.end) <= 30,
    );
    if (!riders) return [];
    const [start, end] = [Math.min(seat.start, riders.start), Math.max(seat.end, riders.end)];
    return [{ measure: 'overload', value: riders.value - seat.value, start, end }];
  });
}

const LIMIT = /限(?:速|时速)?(?:是|为)?(\d{2,3}|[一二三四五六七八九十百]{1,4})/;
const SPEED =
  /(?:跑|开|飙|冲|达|到|测|时速|车速|速度)[^，。\d一二三四五六七八九十百限]{0,4}(\d{2,3}|[一二三四五六七八九十百]{2,4})/g;

/** Faster than the limit that the same text names: 限60跑快90, 时速78公里，限速60. */
function overspeedsIn(text: string): Quantity[] {
  const limit = LIMIT.exec(text);
  const most = numberFrom(limit?.[1] ?? '');
  if (!limit || most < 20) return [];
  return [...text.matchAll(SPEED)].flatMap((hit) => {
    const value = numberFrom(hit[1] ?? '') - most;
    const far = Math.abs(hit.index - limit.index) > 30;
    return value > 0 && !far
      ? [{ measure: 'overspeed' as const, value, start: hit.index, end: hit.index + hit[0].length }]
      : [];
  });
}
