// The review case of benches/review/workflows/review.toml in XState 5: the same
// states, guards, roles and exclusion, as a careful user of XState writes them.
//
// `node review.js [SECONDS]` prints one JSON object a line:
//   machine  an actor runs the case: guards and state only, nothing is kept
//   entries  the same, and each act gives an entry (who, what, given, from, to,
//            facts set) as JSON, chained by SHA-256
//
// jorye does more in each of its acts than either: it evaluates every guard and
// records what it saw, and each value on the trail is a salted commitment.
import { createHash } from 'node:crypto';
import { assign, createActor, setup } from 'xstate';

const DAY = 86_400_000;
const HELD = { submit: 'citizen', screen: 'secretariat', notice: 'chair', vote: 'chair',
  approve: 'chair', remand: 'chair', publish: 'secretariat', close: 'secretariat' };

const isInteger = (value, min, max) => Number.isInteger(value) && value >= min && value <= max;
const isDate = (value) => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value);
const taken = (type) => ({ context, event }) =>
  ({ facts: { ...context.facts, ...event.given }, taken: { ...context.taken, [type]: event.actor } });

const machine = setup({
  guards: {
    submit: ({ event }) => event.role === HELD.submit
      && typeof event.given.subject === 'string' && event.given.subject.length <= 200
      && isInteger(event.given.signatures, 0, 10_000_000)
      && event.given.signatures >= 100,
    screen: ({ context, event }) => event.role === HELD.screen
      && event.actor !== context.taken.submit
      && event.given.within_powers === true,
    notice: ({ event }) => event.role === HELD.notice && isDate(event.given.meeting_on)
      && (Date.parse(event.given.meeting_on) - Date.parse(event.today)) / DAY >= 7,
    vote: ({ event: { role, given } }) => role === HELD.vote
      && isInteger(given.members, 1, 30) && isInteger(given.present, 0, 30) && isInteger(given.yes, 0, 30)
      && given.yes <= given.present && given.present <= given.members
      && given.present * 2 > given.members,
    approve: ({ context: { facts }, event }) => event.role === HELD.approve && facts.yes * 2 > facts.present,
    remand: ({ context: { facts }, event }) => event.role === HELD.remand && !(facts.yes * 2 > facts.present),
    publish: ({ context, event }) => event.role === HELD.publish && context.facts.decided_on <= event.today,
    close: ({ context, event }) => event.role === HELD.close && context.taken.publish !== undefined,
  },
  actions: {
    submit: assign(taken('submit')), screen: assign(taken('screen')), notice: assign(taken('notice')),
    vote: assign(taken('vote')), publish: assign(taken('publish')), close: assign(taken('close')),
    approve: assign(({ context, event }) => ({
      facts: { ...context.facts, decided_on: event.today }, taken: { ...context.taken, approve: event.actor },
    })),
    remand: assign(({ context, event }) => ({
      facts: { ...context.facts, remanded: context.facts.remanded + 1 },
      taken: { ...context.taken, remand: event.actor },
    })),
  },
}).createMachine({
  id: 'review',
  initial: 'draft',
  context: () => ({ facts: { remanded: 0 }, taken: {} }),
  states: {
    draft: { on: { submit: { guard: 'submit', target: 'submitted', actions: 'submit' } } },
    submitted: { on: { screen: { guard: 'screen', target: 'screened', actions: 'screen' } } },
    screened: { on: { notice: { guard: 'notice', target: 'called', actions: 'notice' } } },
    called: { on: { vote: { guard: 'vote', target: 'voted', actions: 'vote' } } },
    voted: { on: {
      approve: { guard: 'approve', target: 'approved', actions: 'approve' },
      remand: { guard: 'remand', target: 'submitted', actions: 'remand' },
    } },
    approved: { on: { publish: { guard: 'publish', target: 'published', actions: 'publish' } } },
    published: { on: { close: { guard: 'close', target: 'closed', actions: 'close' } } },
    closed: { type: 'final' },
  },
});

const today = '2026-11-20';
const act = (type, actor, given = {}) => ({ type, actor, role: HELD[type], today, given });
const ACTS = [
  act('submit', 'p-2231', { subject: '마을버스 노선의 신설', signatures: 1204 }),
  act('screen', 'p-0107', { within_powers: true }),
  act('notice', 'p-0001', { meeting_on: '2026-12-01' }),
  act('vote', 'p-0001', { members: 15, present: 11, yes: 8 }),
  act('approve', 'p-0001'),
  act('publish', 'p-0107'),
  act('close', 'p-0107'),
];

function runMachine() {
  const actor = createActor(machine).start();
  for (const one of ACTS) actor.send(one);
  return actor.getSnapshot().status;
}

function runEntries() {
  const actor = createActor(machine).start();
  let sequence = 1;
  let from = 'draft';
  let previous = hash({ case: 'review-0001', sequence, kind: 'opened', entered: [from], previous: null });
  for (const one of ACTS) {
    actor.send(one);
    const { value, context } = actor.getSnapshot();
    sequence += 1;
    previous = hash({
      case: 'review-0001', sequence, kind: value === from ? 'refused' : 'act', actor: one.actor, role: one.role,
      recorded: '2026-11-20T01:00:00.000000Z', transition: one.type, given: one.given, from, to: value,
      facts: context.facts, previous,
    });
    from = value;
  }
  return previous && actor.getSnapshot().status;
}

const hash = (entry) => createHash('sha256').update(JSON.stringify(entry)).digest('hex');

const seconds = Number(process.argv[2] ?? 1);
// Warm until the compiler of the machine has settled, then measure.
for (const [name, run] of [['machine', runMachine], ['entries', runEntries]]) {
  if (run() !== 'done') throw new Error(`${name}: the case does not end`);
  measure(run, seconds / 2);
  console.log(JSON.stringify({ name, acts_per_second: Math.round(measure(run, seconds)) }));
}

function measure(run, seconds) {
  const begin = process.hrtime.bigint();
  const end = begin + BigInt(Math.round(seconds * 1e9));
  let cases = 0;
  do {
    for (let i = 0; i < 50; i += 1) run();
    cases += 50;
  } while (process.hrtime.bigint() < end);
  return cases * 8 * 1e9 / Number(process.hrtime.bigint() - begin);
}
