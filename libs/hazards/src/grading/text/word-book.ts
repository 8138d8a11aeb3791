import { type Element, isThingLabel, type Label, type Matcher, type Pairing } from './matcher.js';
import { partsOfPhrase } from './expand-phrase.js';
import { parseElement } from './parse-element.js';
import { WordTrie } from './word-trie.js';

/** 未向公安部门备案 has five glyphs between its parts. */
const WIDEST_GAP = 7;

/** Words under their labels while a matcher is made. Its tries hold the new words only; those of `known` stay where they are. */
export class WordBook {
  readonly trie = new WordTrie();
  readonly asides = new WordTrie();
  readonly labels: Label[];
  readonly byName: Map<string, number>;
  readonly pairings: Map<number, Pairing[]>;
  /** Whether words that a pattern brings are asked for only when its other words were found. */
  isAside: (phrases: string) => boolean = () => false;

  constructor(known?: Pick<Matcher, 'labels' | 'byName' | 'pairings'>) {
    this.labels = [...(known?.labels ?? [])];
    this.byName = new Map(known?.byName);
    this.pairings = new Map([...(known?.pairings ?? [])].map(([head, pairings]) => [head, [...pairings]]));
  }

  register(key: string, label: Label, phrases: string): number {
    const id = this.labels.push({ ...label, isAside: label.isAside ?? false }) - 1;
    this.byName.set(key, id);
    const trie = label.isAside ? this.asides : this.trie;
    for (const phrase of phrases.split(/\s+/)) {
      const joint = phrase.search(/[~+]/);
      if (joint < 0) trie.add(partsOfPhrase(phrase), id);
      else this.pair(id, phrase, joint);
    }
    return id;
  }

  /** @throws Error when there is no such concept. */
  elementFrom(source: string): Element {
    const { concepts, phrases, quantity } = parseElement(source);
    const wanted = new Set<number>();
    for (const name of concepts) {
      const id = this.byName.get(name);
      if (id === undefined) throw new Error(`there is no concept ${name}`);
      wanted.add(id);
    }
    if (phrases !== '') {
      const label = { name: phrases, role: 'state', isAside: this.isAside(phrases) } as const;
      wanted.add(this.byName.get(phrases) ?? this.register(phrases, label, phrases));
    }
    const ids = [...wanted];
    return { labels: ids, quantity, isThing: ids.length > 0 && ids.every((id) => isThingLabel(this.labels[id])) };
  }

  private pair(label: number, phrase: string, joint: number): void {
    const head = this.partFrom(phrase.slice(0, joint));
    const tail = this.partFrom(phrase.slice(joint + 1));
    const pairing = { label, tail, gap: phrase.charAt(joint) === '+' ? 0 : WIDEST_GAP };
    const known = this.pairings.get(head);
    if (known) known.push(pairing);
    else this.pairings.set(head, [pairing]);
  }

  private partFrom(phrases: string): number {
    return this.byName.get(`/${phrases}`) ?? this.register(`/${phrases}`, { name: phrases, role: 'part' }, phrases);
  }
}
