import { withoutPupilData } from './without-pupil-data.js';

describe('pupils in a report', () => {
  it.each([
    ['三年级王小明同学在楼梯口摔倒', '三年级王某同学在楼梯口摔倒'],
    ['小班李想小朋友把手夹了', '小班李某小朋友把手夹了'],
    ['学生张子涵（七年级）翻越围墙', '学生张某（七年级）翻越围墙'],
    ['联系家长13812345678', '联系家长〔电话已隐去〕'],
    ['电话 138-1234-5678 无人接听', '电话 〔电话已隐去〕 无人接听'],
    ['身份证51010820150607123X登记有误', '身份证〔证件号已隐去〕登记有误'],
  ])('%s', (text, expected) => {
    expect(withoutPupilData(text)).toBe(expected);
  });

  it.each([
    '高年级同学把门顶住',
    '班里同学反映插座冒火',
    '学生宿舍门锁坏了',
    '学生张贴画脱落',
    '灭火器编号20231108001，压力不足',
    '值班电话0839-5550100停机',
  ])('leaves %s as it is', (text) => {
    expect(withoutPupilData(text)).toBe(text);
  });
});
