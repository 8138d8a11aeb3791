import { type DeadlinePolicy } from '#hazards/deadlines/deadline-policy.js';
import { EXTENSION_RULES, type ExtensionRules } from '#hazards/rectification/decide-extension.js';

/** The rules of extensions under a deadline policy, which sets the longest term of a major hazard in calendar days. */
export const extensionRulesUnder = ({ maximumMajorTermDays }: DeadlinePolicy): ExtensionRules => ({
  ...EXTENSION_RULES,
  longestTermDays: { ...EXTENSION_RULES.longestTermDays, major: maximumMajorTermDays },
});
