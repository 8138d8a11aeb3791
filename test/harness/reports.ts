/** Reports that the stories send, each with the rule that the reporter ticked. */
export const EXTINGUISHER = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '北教学楼', spot: '二层东侧' },
  category: 'fire',
  description: '走廊灭火器压力不足，已过期三个月。',
  observations: ['FI-31'],
};

/** Major by itself: no person has to confirm it. */
export const CELLAR_DORMITORY = {
  organisationCode: 'S1',
  place: { site: '主校区', building: '综合楼', spot: '地下一层' },
  category: 'fire',
  description: '综合楼地下一层被改作学生宿舍，住有24名学生。',
  observations: ['FI-02'],
};

/** What the school encloses when it applies for the review of a major hazard. */
export const ASSESSMENT = {
  by: 'own-experts',
  assessors: '总务处王建国、区消防技术服务中心何工',
  conclusion: '隐患已消除，具备恢复使用条件。',
  assessedAt: '2026-03-01T10:00:00+08:00',
};
