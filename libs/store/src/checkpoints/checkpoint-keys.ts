import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Environment } from '#platform/config/environment.js';
import { isSignedBy, type SignedCheckpoint } from './checkpoint.js';

const OWN = 'checkpoint.pem';
const PUBLIC = '.pub.pem';

/**
 * The Ed25519 key that signs checkpoints, and the public keys that are believed. They lie in files, because whoever owns the
 * database must not have them.
 */
export class CheckpointKeys {
  private own?: KeyObject;

  /** `directory` is DATA_DIR/keys; `given` is the file of a key that takes the place of the one there. */
  constructor(
    private readonly directory: string,
    private readonly given?: string,
  ) {}

  static of({ DATA_DIR, CHECKPOINT_KEY_FILE }: Environment): CheckpointKeys {
    return new CheckpointKeys(join(resolve(DATA_DIR), 'keys'), CHECKPOINT_KEY_FILE);
  }

  /** The private key; without a given one it is made at the first need. */
  signing(): KeyObject {
    this.own ??= this.given === undefined ? this.readOrMake() : readGiven(this.given);
    return this.own;
  }

  /** Throws when a key was given that cannot be used, so that this shows at the start and not an hour later. */
  checkGiven(): void {
    if (this.given === undefined) return;
    try {
      this.signing();
    } catch (error) {
      throw new Error(`CHECKPOINT_KEY_FILE must name a file with an Ed25519 private key in PEM: ${String(error)}`);
    }
  }

  /** Puts the public half of the key where others find it: `<its name>.pub.pem` in each of the directories. */
  publish(...others: readonly string[]): void {
    const open = createPublicKey(this.signing());
    for (const directory of [this.directory, ...others]) {
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, `${keyName(open)}${PUBLIC}`), open.export({ type: 'spki', format: 'pem' }));
    }
  }

  /** Its own, if there is one, and every public key beside it: those of earlier times, and of other processes. */
  believed(): BelievedKeys {
    const keys = BelievedKeys.in(this.directory);
    return existsSync(this.given ?? join(this.directory, OWN)) ? keys.with(createPublicKey(this.signing())) : keys;
  }

  private readOrMake(): KeyObject {
    const file = join(this.directory, OWN);
    if (!existsSync(file)) {
      mkdirSync(this.directory, { recursive: true, mode: 0o700 });
      const { privateKey } = generateKeyPairSync('ed25519');
      writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    }
    return readGiven(file);
  }
}

/** Public keys by their names. */
export class BelievedKeys {
  private constructor(
    private readonly keys: ReadonlyMap<string, KeyObject>,
    /** A public key was published, which happens with the first checkpoint and not before. */
    readonly arePublished: boolean,
  ) {}

  /** Every `*.pub.pem` of a directory; none when it does not exist. */
  static in(directory: string): BelievedKeys {
    const files = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith(PUBLIC)) : [];
    const keys = files.map((name) => createPublicKey(readFileSync(join(directory, name))));
    return new BelievedKeys(new Map(keys.map((key) => [keyName(key), key])), keys.length > 0);
  }

  with(key: KeyObject): BelievedKeys {
    return new BelievedKeys(new Map([...this.keys, [keyName(key), key]]), this.arePublished);
  }

  /** Why a checkpoint is not believed; undefined when it is. */
  faultOf(signed: SignedCheckpoint): 'unknown-key' | 'bad-signature' | undefined {
    const key = this.keys.get(signed.checkpoint.key);
    if (!key) return 'unknown-key';
    return isSignedBy(signed, key) ? undefined : 'bad-signature';
  }
}

/** The name of a key: the beginning of the SHA-256 of its public half (SPKI, DER), 32 hexadecimal digits. */
export function keyName(key: KeyObject): string {
  const open = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(open.export({ type: 'spki', format: 'der' }))
    .digest('hex')
    .slice(0, 32);
}

function readGiven(file: string): KeyObject {
  const key = createPrivateKey(readFileSync(file));
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} holds no Ed25519 key`);
  return key;
}
