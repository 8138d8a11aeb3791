const MOBILE = /(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)/g;
const IDENTITY_NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)/g;

/** Surnames that seldom begin another word; 高, 白 or 方 would catch 高年级, 白天 and 方便. */
const SURNAME =
  '[王李张刘陈杨赵黄吴徐孙朱胡郭林罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡余杜程苏魏吕丁沈卢姜崔钟谭陆范廖贾韦付邹熊孟秦]';
const NAMED_CHILD = new RegExp(`(${SURNAME})\\p{Script=Han}{1,2}(同学|小朋友)`, 'gu');
const CHILD_NAMED = new RegExp(`(学生|幼儿|孩子)(${SURNAME})\\p{Script=Han}{1,2}(?=[（(，,、。；;]|$)`, 'gu');

/**
 * A report without what points at a child: mobile numbers, identity numbers, and names before 同学 or after 学生.
 * Basis: Personal Information Protection Law, by which data on children under 14 are sensitive. Names in other positions
 * are not recognised, so a report should not hold them in the first place.
 */
export function withoutPupilData(text: string): string {
  return text
    .replace(IDENTITY_NUMBER, '〔证件号已隐去〕')
    .replace(MOBILE, '〔电话已隐去〕')
    .replace(NAMED_CHILD, '$1某$2')
    .replace(CHILD_NAMED, '$1$2某');
}
