import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Checkpoint, FIRST_PREVIOUS, readLine, signedLine } from './checkpoint.js';
import { BelievedKeys, CheckpointKeys, keyName } from './checkpoint-keys.js';

describe('the keys of checkpoints', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'tocsin-keys-'));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  const signedBy = (keys: CheckpointKeys) => {
    const checkpoint: Checkpoint = {
      number: 1,
      takenAt: '2026-09-21T03:00:00.000Z',
      chains: 1,
      events: 2,
      heads: 1,
      root: 'a'.repeat(64),
      previous: FIRST_PREVIOUS,
      key: keyName(keys.signing()),
    };
    return signedLine(checkpoint, keys.signing());
  };
  const faultIn = (keys: BelievedKeys, line: string) => {
    const signed = readLine(line);
    if (!signed) throw new Error('not a line');
    return keys.faultOf(signed);
  };

  it('are made at the first need, and found again by the next process', () => {
    const directory = join(scratch, 'own');
    const keys = new CheckpointKeys(directory);
    keys.checkGiven();
    expect(keys.believed().arePublished).toBe(false);
    const line = signedBy(keys);
    expect(readdirSync(directory)).toEqual(['checkpoint.pem']);
    expect(faultIn(new CheckpointKeys(directory).believed(), line)).toBeUndefined();
  });

  it('of earlier times are believed as long as their public half lies beside', () => {
    const directory = join(scratch, 'changed');
    const earlier = new CheckpointKeys(directory);
    const line = signedBy(earlier);
    rmSync(join(directory, 'checkpoint.pem'));
    const later = new CheckpointKeys(directory);
    expect(faultIn(later.believed(), line)).toBe('unknown-key');
    earlier.publish(join(scratch, 'elsewhere'));
    expect(faultIn(later.believed(), line)).toBeUndefined();
    expect(faultIn(BelievedKeys.in(join(scratch, 'elsewhere')), line)).toBeUndefined();
    expect(faultIn(BelievedKeys.in(join(scratch, 'nowhere')), line)).toBe('unknown-key');
  });

  it.each(['takenAt', 'root', 'previous', 'chains', 'events', 'heads', 'number'] as const)(
    'do not vouch for a checkpoint whose %s was changed',
    (part) => {
      const keys = new CheckpointKeys(join(scratch, 'own'));
      const line = signedBy(keys);
      const changed = JSON.parse(line) as Record<string, unknown>;
      changed[part] = typeof changed[part] === 'number' ? 7 : '2026-09-21T03:00:00.001Z';
      expect(faultIn(keys.believed(), JSON.stringify(changed))).toBe('bad-signature');
    },
  );

  it('that were given must be Ed25519, which the start says', () => {
    const file = join(scratch, 'given.pem');
    const given = () => new CheckpointKeys(join(scratch, 'unused'), file);
    expect(() => given().checkGiven()).toThrow(
      /^CHECKPOINT_KEY_FILE must name a file with an Ed25519 private key.*ENOENT/,
    );
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
    writeFileSync(file, rsa.export({ type: 'pkcs8', format: 'pem' }));
    expect(() => given().checkGiven()).toThrow(/^CHECKPOINT_KEY_FILE must .*holds no Ed25519 key/);
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    given().checkGiven();
    expect(keyName(given().signing())).toBe(keyName(privateKey));
    expect(faultIn(given().believed(), signedBy(given()))).toBeUndefined();
  });

  it.each(['', '[]', 'null', '{"number":1}', '{} '])('are not asked about a line such as %j', (line) => {
    expect(readLine(line)).toBeUndefined();
  });

  it('are not asked about a line that says more than is signed, or says it in another form', () => {
    const line = signedBy(new CheckpointKeys(join(scratch, 'own')));
    expect(readLine(line)).toBeDefined();
    expect(readLine(`${line} `)).toBeUndefined();
    expect(readLine(line.replace('{', '{"a":1,'))).toBeUndefined();
  });
});
