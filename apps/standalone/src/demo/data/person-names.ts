/** 姓: surnames with their spelling, common ones first. */
const SURNAMES = spelled(`
王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu 高gao 林lin 何he 郭guo 马ma
罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu 董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen
曾zeng 彭peng 吕lv 苏su 卢lu 蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong
汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 姚yao 谭tan 廖liao 邹zou 熊xiong 金jin 陆lu 郝hao 孔kong 白bai 崔cui
康kang 毛mao 邱qiu 秦qin 顾gu 侯hou 邵shao 孟meng 龙long 万wan 段duan 漆qi 钱qian 汤tang 尹yin 黎li 易yi 常chang 武wu
乔qiao 贺he 赖lai 龚gong 文wen 庞pang 樊fan 兰lan 殷yin 施shi 陶tao 洪hong 翟zhai 安an 颜yan 倪ni 严yan 牛niu 温wen
`);

/** 名: given names with their spelling. */
const GIVEN_NAMES = spelled(`
秀兰xiulan 桂芳guifang 建国jianguo 志远zhiyuan 晓燕xiaoyan 红梅hongmei 永刚yonggang 淑芬shufen 海涛haitao 丽娟lijuan
国庆guoqing 慧敏huimin 春生chunsheng 玉珍yuzhen 明辉minghui 雪梅xuemei 立新lixin 亚楠yanan 文斌wenbin 佳慧jiahui
长河changhe 素云suyun 俊峰junfeng 爱华aihua 志强zhiqiang 婷婷tingting 光明guangming 玉兰yulan 少华shaohua 静怡jingyi
学军xuejun 翠萍cuiping 大勇dayong 瑞雪ruixue 世昌shichang 小芹xiaoqin 向阳xiangyang 月娥yuee 天佑tianyou 思琪siqi
金龙jinlong 美玲meiling 庆丰qingfeng 彩霞caixia 家骏jiajun 若兰ruolan 启明qiming 晚晴wanqing 振宇zhenyu 凤英fengying
德全dequan 雅琴yaqin 润生runsheng 巧云qiaoyun 宏伟hongwei 青青qingqing 培根peigen 秋菊qiuju 继业jiye 莉莎lisha
怀山huaishan 水仙shuixian 跃进yuejin 冬梅dongmei 子安zian 菊香juxiang 福林fulin 沁怡qinyi 克勤keqin 银花yinhua
双喜shuangxi 语嫣yuyan 万里wanli 小凤xiaofeng 树人shuren 海燕haiyan 有才youcai 佩玉peiyu 景行jingxing 腊梅lamei
逸飞yifei 苗苗miaomiao 传宝chuanbao 清芷qingzhi 开泰kaitai 芸yun 磊lei 洁jie 鹏peng 蓉rong 岚lan 坤kun 瑶yao 骁xiao
`);

export interface PersonName {
  name: string;
  /** The name in pinyin without spaces; two people may share it. */
  spelling: string;
}

/** A name that depends on the key alone, so that the demo district has the same people on every machine. */
export function personNameFor(key: string): PersonName {
  const number = hashOf(key);
  const [surname, family] = pick(SURNAMES, number);
  const [given, rest] = pick(GIVEN_NAMES, Math.floor(number / SURNAMES.length));
  return { name: surname + given, spelling: family + rest };
}

/** FNV-1a, 32 bits, with a last mix so that near keys land far apart. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The entry of a non-empty list that a number falls on. */
export function pick<T>(list: readonly T[], number: number): T {
  const found = list[number % list.length];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

function spelled(text: string): [string, string][] {
  return [...text.matchAll(/(\p{Script=Han}+)([a-z]+)/gu)].map(([, hanzi = '', pinyin = '']) => [hanzi, pinyin]);
}
