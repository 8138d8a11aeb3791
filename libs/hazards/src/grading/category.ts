/** 隐患类别: what a hazard is about, with its Chinese label and the prefix of the rule ids of that area. */
export const CATEGORIES = {
  fire: { label: '消防', prefix: 'FI' },
  building: { label: '校舍建筑', prefix: 'BD' },
  'special-equipment': { label: '特种设备', prefix: 'SE' },
  'school-bus': { label: '校车', prefix: 'BU' },
  food: { label: '食品饮水', prefix: 'FO' },
  laboratory: { label: '实验危化', prefix: 'LA' },
  gas: { label: '燃气', prefix: 'GA' },
  utilities: { label: '水电热', prefix: 'UT' },
  crowding: { label: '预防踩踏', prefix: 'CR' },
  drowning: { label: '防溺水', prefix: 'DR' },
  security: { label: '安防与周边', prefix: 'SP' },
  'natural-disaster': { label: '自然灾害', prefix: 'NA' },
  management: { label: '安全管理', prefix: 'MG' },
  other: { label: '其他', prefix: 'OT' },
} as const;

export type Category = keyof typeof CATEGORIES;
export const CATEGORY_IDS = Object.keys(CATEGORIES) as Category[];

/** The category that an id or a Chinese label names; undefined when it names none. */
export function categoryFrom(text: string): Category | undefined {
  return CATEGORY_IDS.find((id) => id === text || CATEGORIES[id].label === text);
}
