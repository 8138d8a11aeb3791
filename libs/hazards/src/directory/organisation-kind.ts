/** 机构类别. Schools report; zones, bureaus and offices answer for them. */
export const ORGANISATION_KINDS = {
  kindergarten: '幼儿园',
  'primary-school': '小学',
  'teaching-point': '教学点',
  'junior-school': '初中',
  'nine-year-school': '九年一贯制学校',
  'senior-school': '高中',
  'complete-school': '完全中学',
  'vocational-school': '中职学校',
  'special-school': '特殊教育学校',
  'training-institution': '校外培训机构',
  zone: '片区',
  'district-bureau': '区县教育局',
  'city-bureau': '市教育局',
  'province-department': '省教育厅',
  'government-safety-office': '政府安委办',
  'linked-department': '联动部门',
  ministry: '教育部',
} as const;

export type OrganisationKind = keyof typeof ORGANISATION_KINDS;

const SCHOOL_KINDS: ReadonlySet<string> = new Set<OrganisationKind>([
  'kindergarten',
  'primary-school',
  'teaching-point',
  'junior-school',
  'nine-year-school',
  'senior-school',
  'complete-school',
  'vocational-school',
  'special-school',
  'training-institution',
]);

/** True for kinds that report hazards and file zero reports. */
export const isSchoolKind = (kind: string): boolean => SCHOOL_KINDS.has(kind);
