import { brokenInvariants } from '../harness/invariants.js';
import { PostOffice } from '../harness/post-office.js';
import { CELLAR_DORMITORY, EXTINGUISHER } from '../harness/reports.js';
import { World } from '../harness/world.js';

const PRINCIPAL = 's1-principal@s1.example';

interface Sending {
  readonly id: string;
  readonly hazardId: string;
  readonly state: string;
  readonly messageId: string;
  readonly attempts: number;
}

describe('reminders that have waited', () => {
  let office: PostOffice;
  let world: World;
  const begin = async (day: string, env: Record<string, string> = {}): Promise<void> => {
    world = await World.begin(`${day}T10:09:00+08:00`, env);
    await world.until(`${day}T10:10:00+08:00`);
  };
  beforeAll(async () => (office = await PostOffice.open()));
  afterAll(() => office.close());
  afterEach(async () => {
    try {
      expect(await brokenInvariants(world.standalone.databaseUrl)).toEqual([]);
    } finally {
      await world.end();
    }
  });

  /** Hazards in as many buildings, due in a week; the principal hears of each at 00:05 on the second day of being late. */
  const report = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let n = 1; n <= count; n++) {
      const place = { site: '主校区', building: `第${n}教学楼`, spot: '走廊' };
      const { id } = await (await world.as('s1-safety')).ok('POST', '/v1/hazards', { ...EXTINGUISHER, place });
      ids.push(id);
    }
    await world.settled();
    return ids;
  };

  const overdue = (): Promise<Sending[]> =>
    world.query(
      `select a.id, a.hazard_id as "hazardId", s.state, s.message_id as "messageId", s.attempts
       from app.alert a join app.person p on p.id = a.recipient_id join app.alert_send s on s.alert_id = a.id
         join app.hazard h on h.id = a.hazard_id
       where p.username = 's1-principal' and a.step_id = 'overdue-1d' order by h.number`,
    );

  /** Message-ID and text of the letters in the outbox to the principal. */
  const lettersOnFile = (): { messageId: string; text: string }[] =>
    world
      .letters()
      .filter((raw) => raw.includes(`To: ${PRINCIPAL}`))
      .map((raw) => ({ messageId: /^Message-ID: (.*)$/m.exec(raw)?.[1] ?? '', text: plainText(raw) }));

  const carryAgain = async (ids: readonly string[]): Promise<void> => {
    await world.query(
      `update app.delivery set state = 'open', done_at = null, lease_until = null
       where route = 'alert.raised.notification' and subject_id = any($1::uuid[])`,
      [ids],
    );
    await world.settled();
  };

  it('leave as one letter at the morning hour, and a major one at once', async () => {
    await begin('2026-12-08');
    const ids = await report(5);
    await world.until('2026-12-17T00:30:00+08:00');
    expect((await overdue()).map(({ state }) => state)).toEqual(Array(5).fill('pending'));
    expect(lettersOnFile()).toEqual([]);

    await (await world.as('s1-safety')).ok('POST', '/v1/hazards', CELLAR_DORMITORY);
    await world.settled();
    const byNight = lettersOnFile();
    expect(byNight).toHaveLength(3);
    expect(byNight.every(({ text }) => text.includes('综合楼 地下一层'))).toBe(true);
    await world.query(`update app.obligation set status = 'cancelled', next_step_at = null
      where kind in ('acknowledge-alert', 'interim-measure', 'file-plan', 'report-major')`);

    await world.until('2026-12-17T08:09:00+08:00');
    expect(lettersOnFile()).toHaveLength(3);
    await world.until('2026-12-17T08:35:00+08:00');
    const [morning, ...more] = lettersOnFile().filter(
      ({ messageId }) => !byNight.some((one) => one.messageId === messageId),
    );
    expect(more).toEqual([]);
    const base = 'http://127.0.0.1:0';
    const lines = ids.map(
      (
        id,
        at,
      ) => `${at + 1}. 【超期】青槐区第一小学“主校区 第${at + 1}教学楼 走廊”处的一般隐患已超期1天，整改仍未完成。台账编号D1-S1-2026-000${at + 1}。
   查看和办理：${base}/v1/hazards/${id}`,
    );
    const token = /\/f\/([A-Za-z0-9_-]{43})/.exec(morning?.text ?? '')?.[1] ?? '';
    expect(morning?.text).toBe(`校（园）长张明：

需要您关注的事项共6项：超期5项，未到期1项。

${lines.join('\n')}
6. 青槐区第一小学的2026年第四季度零报告须在12月31日24:00前完成报送，14天后到期。
   查看和办理：${base}/f/${token}

请先办理超期的，再按到期先后办理。

每一项请分别确认“已阅”；确认其中一项，不影响其他各项。

查看和办理：${base}/v1/alerts?status=open
咨询电话（区教育局安全股）：13900000009`);
    // The link is the principal's own and opens the form.
    expect((await fetch(`${world.standalone.address}/f/${token}`)).status).toBe(200);

    const sent = await overdue();
    expect(sent).toEqual(
      sent.map((one) => ({ ...one, state: 'accepted', messageId: morning?.messageId, attempts: 1 })),
    );
    const principal = await world.as('s1-principal');
    await principal.ok('POST', `/v1/alerts/${sent[0]!.id}/acknowledgement`);
    const open = await principal.ok<{ items: { id: string }[] }>('GET', '/v1/alerts?status=open');
    expect(sent.filter(({ id }) => open.items.some((one) => one.id === id)).map(({ id }) => id)).toEqual(
      sent.slice(1).map(({ id }) => id),
    );
  });

  it('are left out when they were read or their reason has gone; the last one leaves as the ordinary letter', async () => {
    await begin('2026-12-07');
    const [, second] = await report(3);
    await world.until('2026-12-16T00:30:00+08:00');
    const [first] = await overdue();
    await (await world.as('s1-principal')).ok('POST', `/v1/alerts/${first!.id}/acknowledgement`);
    const asserted = { 'if-match': '*' };
    await (
      await world.as('s1-logistics')
    ).ok('POST', `/v1/hazards/${second}/rectification`, { note: '已更换。' }, asserted);
    await world.until('2026-12-16T08:45:00+08:00');
    const sends = await overdue();
    expect(sends.map(({ state }) => state)).toEqual(['left-out', 'left-out', 'accepted']);
    expect(lettersOnFile()).toEqual([
      { messageId: `<alert.${sends[2]!.id}.email@tocsin>`, text: expect.stringContaining('第3教学楼') },
    ]);
    expect(lettersOnFile()[0]!.text).toContain('您是本单位安全第一责任人');
  });

  it('that are alone leave as the ordinary letter', async () => {
    await begin('2026-12-07');
    await report(1);
    await world.until('2026-12-16T08:45:00+08:00');
    const [only] = await overdue();
    expect(lettersOnFile().map(({ messageId }) => messageId)).toEqual([`<alert.${only!.id}.email@tocsin>`]);
  });

  it('are neither lost nor sent twice when the line breaks, a job comes again or a worker dies', async () => {
    await begin('2026-12-07', { SMTP_URL: office.url });
    office.trouble(PRINCIPAL, 'line-breaks');
    await report(3);
    await world.until('2026-12-16T08:45:00+08:00');
    const sends = await overdue();
    const [digest] = sends.map(({ messageId }) => messageId);
    expect(sends).toEqual(sends.map((one) => ({ ...one, state: 'accepted', messageId: digest, attempts: 2 })));
    expect(office.to(PRINCIPAL)).toMatchObject([
      { messageId: digest, accepted: false },
      { messageId: digest, accepted: true },
    ]);

    const ids = sends.map(({ id }) => id);
    await carryAgain(ids);
    expect(office.to(PRINCIPAL)).toHaveLength(2);

    // Killed between the wire and the booking, and one was read before somebody else took it over: known as a second copy.
    await world.query(
      `update app.alert_send set state = 'sending', lease_until = clock_timestamp() - interval '1 second' where alert_id = any($1::uuid[])`,
      [ids],
    );
    for (const id of ids.slice(1))
      await (await world.as('s1-principal')).ok('POST', `/v1/alerts/${id}/acknowledgement`);
    await carryAgain(ids.slice(2));
    expect(office.to(PRINCIPAL).slice(2)).toMatchObject([{ messageId: digest, accepted: true }]);
    expect(await overdue()).toMatchObject([
      { state: 'accepted', messageId: digest },
      { state: 'left-out' },
      { state: 'left-out' },
    ]);
  });

  it('leave as one letter at the end of a burst by day', async () => {
    await begin('2026-12-07');
    await report(5);
    const [put] = await world.query<{ off: string | null }>(
      `select (max(send_at) + interval '1 second')::text as off from app.alert_send where state = 'pending'`,
    );
    // From the beginning of the next ten minutes on there is time for all of these.
    if (put?.off) await world.until(new Date(put.off).toISOString());
    const before = await world.query(`select alert_id from app.alert_send where state <> 'pending'`);
    await report(6);
    const later = (): Promise<{ state: string; letters: number; alerts: number }[]> =>
      world.query(
        `select s.state, count(*)::int as alerts, count(distinct s.digest_id)::int as letters
         from app.alert a join app.person p on p.id = a.recipient_id join app.alert_send s on s.alert_id = a.id
         where p.username = 's1-logistics' and a.step_id = 'created' and a.id <> all($1::uuid[]) group by 1`,
        [before.map((one) => one['alert_id'])],
      );
    expect(await later()).toEqual([{ state: 'pending', alerts: 6, letters: 0 }]);
    await world.fastForward('PT21M');
    expect(await later()).toEqual([{ state: 'accepted', alerts: 6, letters: 1 }]);
  });
});

function plainText(raw: string): string {
  const part = raw.slice(raw.indexOf('Content-Type: text/plain'));
  const boundary = /boundary="([^"]+)"/.exec(raw)?.[1] ?? 'none';
  const body = part.slice(part.indexOf('\r\n\r\n') + 4).split(`--${boundary}`)[0] ?? '';
  return body.trimEnd();
}
