import { mkdirSync, writeFileSync } from 'node:fs';
import { chromiumPath, PhoneBrowser } from '../harness/browser.js';
import { World } from '../harness/world.js';

const chromium = chromiumPath();
const pictures = process.env['TOCSIN_PICTURES'];
if (!chromium && process.env['CI']) throw new Error('CI must have Chromium: this test may not be skipped there');
if (!chromium)
  console.warn('SKIPPED: the form in a real browser, because no Chromium is installed (apt-get install chromium)');

/** Runs where a Chromium is installed; the same form is filed without a browser in zero-report-page.spec.ts. */
(chromium ? describe : describe.skip)('the form in a real browser at the width of a phone', () => {
  let world: World;
  let browser: PhoneBrowser;
  beforeAll(async () => {
    world = await World.begin('2026-12-16T09:00:00+08:00');
    await world.settled();
    await world.until('2026-12-17T12:00:00+08:00');
    browser = await PhoneBrowser.open(chromium ?? '');
  });
  afterAll(async () => {
    try {
      await browser?.close();
    } finally {
      await world?.end();
    }
  });

  const keep = async (name: string): Promise<void> => {
    if (!pictures) return;
    mkdirSync(pictures, { recursive: true });
    writeFileSync(`${pictures}/${name}.png`, await browser.picture());
  };

  it('fits, can be filled in, and files', async () => {
    const letter = world.letters().find((one) => one.includes('To: s1-principal@s1.example'));
    const token = /\/f\/([A-Za-z0-9_-]{43})/.exec(letter ?? '')?.[1];
    await browser.go(`${world.standalone.address}/f/${token}`);
    expect(await browser.look('document.title')).toBe('2026年第四季度零报告');
    expect(await browser.look('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    expect(await browser.look('getComputedStyle(document.querySelector("button")).backgroundColor')).toBe(
      'rgb(20, 83, 45)',
    );
    expect(await browser.look('document.querySelectorAll("script").length')).toBe(0);
    await keep('form');

    await browser.type('#riskPoints', '6');
    await browser.type('#comments', '本季度排查三次，未发现重大危险源。');
    await browser.look(`document.querySelector('#surveyedOn').value = '2026-12-15'`);
    await browser.type('#who', '9999');
    await browser.tap('input[name=agree]');
    await browser.tap('button');
    await browser.until('document.querySelector(".bad") !== null');
    expect(await browser.look('document.querySelector(".bad").innerText')).toContain('身份确认不符');
    expect(await browser.look('document.querySelector("#riskPoints").value')).toBe('6');
    await keep('refused');

    await browser.look(`{
      const chosen = new DataTransfer();
      chosen.items.add(new File([Uint8Array.of(0xff, 0xd8, 0xff, 0xe0)], '巡查记录.jpg'));
      document.querySelector('#e-inspection-records').files = chosen.files;
    }`);
    await browser.type('#who', '0001');
    await browser.tap('input[name=agree]');
    await browser.tap('button');
    await browser.until('document.title === "报送成功"');
    await keep('filed');
    const report = await (await world.as('section')).ok('GET', '/v1/quarters/2026Q4/zero-reports/S1');
    expect(report).toMatchObject({
      state: 'filed',
      contested: [],
      filed: {
        comments: '本季度排查三次，未发现重大危险源。',
        edits: [{ field: 'riskPoints', ledger: 0, reported: 6 }],
        evidence: [{ kind: 'inspection-records', name: '巡查记录.jpg', bytes: 4 }],
      },
    });
  });
});
