/**
 * One pack from its parsed files: the manifest (`pack.yaml`) and the rule files, each `{defaults?, rules}`. Nothing is checked
 * here; a file of another shape reaches the validator as it is and is refused there, by path.
 */
export function joinRuleFiles(manifest: unknown, ruleFiles: readonly unknown[]): unknown {
  if (!isRecord(manifest)) return manifest;
  const rules = ruleFiles.flatMap((file) => rulesOf(file));
  const own: unknown[] = Array.isArray(manifest.rules) ? manifest.rules : [];
  return ruleFiles.length === 0 ? manifest : { ...manifest, rules: [...own, ...rules] };
}

function rulesOf(file: unknown): unknown[] {
  if (!isRecord(file) || !Array.isArray(file.rules)) return [file];
  const defaults = isRecord(file.defaults) ? file.defaults : {};
  return file.rules.map((rule: unknown) => (isRecord(rule) ? { ...defaults, ...rule } : rule));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
