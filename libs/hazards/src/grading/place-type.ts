/** 场所类型: decides which rules apply at a place and how combined elements are counted there. */
export const PLACE_TYPES = {
  'teaching-building': '教学楼',
  library: '图书馆',
  canteen: '食堂',
  dormitory: '学生宿舍',
  'nap-room': '午休室',
  'kindergarten-room': '幼儿用房',
  gymnasium: '体育馆',
  auditorium: '礼堂、报告厅',
  laboratory: '实验室',
  'training-workshop': '实训场所',
  'chemical-store': '危化品库',
  'gas-room': '燃气用房',
  'boiler-room': '锅炉房',
  'machine-room': '设备用房',
  office: '办公用房',
  shop: '校内商店',
  gate: '校门',
  playground: '操场',
  outdoor: '校园室外',
  'school-bus': '校车',
  'construction-site': '在建工地',
  surroundings: '校园周边',
  other: '其他',
} as const;

export type PlaceType = keyof typeof PLACE_TYPES;
export const PLACE_TYPE_IDS = Object.keys(PLACE_TYPES) as PlaceType[];
