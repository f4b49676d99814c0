import { figuresAreTold } from '../rules/alarms.mjs';
import { functionsHaveLimits, instancesAreClosed, logsAreKeptForATime } from '../rules/compute.mjs';
import { functionsKnowTheirVariables, theShopKnowsItsVariables } from '../rules/lambda-variables.mjs';
import { nothingGoesOutAnywhere, nothingIsOpenToEverybody, noWayOut } from '../rules/network.mjs';
import { policiesNameWhatTheyAllow } from '../rules/policies.mjs';
import { appsWithATokenAreTakenOver, signInComesBack } from '../rules/shop.mjs';
import {
  bucketsAreClosed,
  everythingIsEncrypted,
  noSecretInTheState,
  nothingPublicHoldsAnalytics,
} from '../rules/storage.mjs';

/** What must hold for every plan of every module and of the root. A run that expects to be refused plans only half. */
const RULES = [
  nothingIsOpenToEverybody,
  noWayOut,
  nothingGoesOutAnywhere,
  policiesNameWhatTheyAllow,
  bucketsAreClosed,
  everythingIsEncrypted,
  noSecretInTheState,
  nothingPublicHoldsAnalytics,
  logsAreKeptForATime,
  functionsHaveLimits,
  instancesAreClosed,
  functionsKnowTheirVariables,
  theShopKnowsItsVariables,
  signInComesBack,
  appsWithATokenAreTakenOver,
  figuresAreTold,
];

const isRefused = ({ run }) => run.startsWith('refuses_');

/** The rules' names. */
export const RULE_NAMES = RULES.map(({ name }) => name);

/** @returns {{ rule: string, what: string }[]} what breaks a rule in a run's plan, in words */
export const broken = (run) =>
  isRefused(run)
    ? []
    : RULES.flatMap((rule) => rule(run.resourceChanges, run.run).map((what) => ({ rule: rule.name, what })));
