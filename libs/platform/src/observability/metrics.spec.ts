import { DeliveryCounts, Metrics } from './metrics.js';

describe('metrics', () => {
  it('count, time and measure lateness', async () => {
    const metrics = new Metrics();
    metrics.reportAccepted(3);
    metrics.stageTook('grading', 0.02);
    metrics.stepLate(1.5);
    metrics.stepLate(-1);
    const text = await metrics.render();
    expect(text).toContain('tocsin_reports_accepted_total 3');
    expect(text).toContain('tocsin_stage_seconds_count{stage="grading"} 1');
    expect(text).toContain('tocsin_step_lateness_seconds_count 2');
    expect(text).toContain('tocsin_step_lateness_seconds_bucket{le="0.1"} 1');
    expect(text).toContain('tocsin_step_lateness_seconds_sum 1.5');
  });

  it('label requests only by routes and methods that exist', async () => {
    const metrics = new Metrics();
    metrics.allowRoute('/v1/hazards/:id');
    metrics.requestAnswered('GET', '/v1/hazards/:id', 200, 0.01);
    metrics.requestAnswered('GET', '/v1/hazards/42', 404, 0.01);
    metrics.requestAnswered('BREW', undefined, 405, 0.01);
    const text = await metrics.render();
    expect(text).toContain('count{method="GET",route="/v1/hazards/:id",status="200"} 1');
    expect(text).toContain('count{method="GET",route="unmatched",status="404"} 1');
    expect(text).toContain('count{method="OTHER",route="unmatched",status="405"} 1');
  });

  it('forget states that are gone, and show nothing of a source that fails', async () => {
    class Counts extends DeliveryCounts {
      answer: () => Record<string, number> = () => ({ open: 2, dead: 1 });

      async counts(): Promise<Record<string, number>> {
        return this.answer();
      }
    }
    const counts = new Counts();
    const metrics = new Metrics();
    metrics.collectDeliveries(counts);
    expect(await metrics.render()).toContain('tocsin_deliveries{state="dead"} 1');
    counts.answer = () => ({ open: 1 });
    const later = await metrics.render();
    expect(later).toContain('tocsin_deliveries{state="open"} 1');
    expect(later).not.toContain('dead');
    counts.answer = () => {
      throw new Error('no database');
    };
    expect(await metrics.render()).not.toContain('tocsin_deliveries{');
  });
});
