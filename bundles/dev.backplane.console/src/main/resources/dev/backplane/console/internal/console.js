'use strict';
// byId and ask are used by tools.js as well
const byId = id => document.getElementById(id);
const operator = {user: null, secret: null};

function make(tag, text, cls) {
  const element = document.createElement(tag);
  if (text !== undefined && text !== null) element.textContent = text;
  if (cls) element.className = cls;
  return element;
}

function number(value, digits = 2) {
  if (value === undefined || value === null) return '–';
  return value.toLocaleString('en', {maximumFractionDigits: value < 100 ? digits : 0});
}

function time(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 60) return seconds + ' s';
  if (seconds < 3600) return Math.floor(seconds / 60) + ' min';
  return Math.floor(seconds / 3600) + ' h ' + Math.floor(seconds % 3600 / 60) + ' min';
}

// what has not changed is left alone: focus, selection and a reader's place stay
const shown = {};
function changed(part, value) {
  const text = JSON.stringify(value);
  if (shown[part] === text) return false;
  shown[part] = text;
  return true;
}

function rows(id, all) {
  if (!changed(id, all)) return;
  byId(id).replaceChildren(...all.map(cells => {
    const row = make('tr');
    cells.forEach(cell => row.append(make('td', cell ?? '–', typeof cell === 'number' ? 'number' : '')));
    return row;
  }));
}

async function ask(path, body, headers = {}) {
  const answer = await fetch('/console/' + path, {
    method: 'POST', credentials: 'same-origin', body: JSON.stringify(body),
    headers: {'Content-Type': 'application/json', 'X-Console-Secret': operator.secret ?? '', ...headers}
  });
  if (answer.status === 401) become({});
  return answer;
}

function complain(text) {
  byId('message').textContent = text;
  byId('message').hidden = !text;
}

// ---- the checklist

const SIGNS = {optimal: '✓', moderate: '⚠', bottleneck: '✗'};

function checklist(report) {
  if (!report || !changed('checklist', [report.layers, report.checks.map(c => [c.id, c.verdict, c.detail])])) return;
  byId('grade').textContent = report.grade;
  byId('score').textContent = number(report.score, 1) + ' of 100';
  byId('layers').replaceChildren(...report.layers.map(layer => {
    const checks = report.checks.filter(check => check.layer === layer.layer);
    const worst = ['bottleneck', 'moderate', 'optimal'].find(v => checks.some(c => c.verdict === v));
    const tile = make('li');
    const head = make('p');
    head.append(make('strong', layer.title), ' ', make('span', SIGNS[worst] + ' ' + worst, worst));
    tile.append(head, make('p', number(layer.score, 0) + ' of 100, grade ' + layer.grade, 'hint'));
    return tile;
  }));
  const open = report.checks.filter(check => check.verdict !== 'optimal' && check.problem !== 'not measured');
  const unknown = report.checks.filter(check => check.problem === 'not measured');
  const items = open.map(check => {
    const item = make('li');
    item.append(make('span', SIGNS[check.verdict] + ' ' + check.title + ': ', check.verdict), check.problem ?? check.detail ?? '');
    if (check.action) item.append(' ', make('code', check.action.text));
    return item;
  });
  if (unknown.length) {
    const item = make('li');
    item.append(make('span', SIGNS.bottleneck + ' not measured: ', 'bottleneck'), unknown.map(check => check.title).join(', '));
    items.push(item);
  }
  byId('todo').replaceChildren(...(items.length ? items : [make('li', 'Nothing: all checks are optimal.')]));
}

// ---- the charts

const KEPT = 300;
const times = [];
const CHARTS = [
  {title: 'Calls a second', series: [['calls', l => l.callsPerSecond]], unit: ''},
  {title: 'Time of calls', series: [['p50', l => l.p50Millis], ['p99', l => l.p99Millis]], unit: ' ms'},
  {title: 'Queues', series: [['waiting', l => l.queued], ['running', l => l.running]], unit: ''},
  {title: 'Cache hits, first tier', series: [['hits', l => l.hitPercent]], unit: ' %'},
  {title: 'Heap', series: [['used', l => l.heapBytes / 1048576]], unit: ' MB'}
];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function draw(chart) {
  chart.plot?.destroy();
  const line = {stroke: colour('--soft'), grid: {stroke: colour('--line'), width: 1}, ticks: {stroke: colour('--line'), width: 1}};
  chart.plot = new uPlot({
    width: chart.box.clientWidth, height: 150, legend: {show: false}, cursor: {show: false},
    scales: {y: {range: (u, low, high) => [0, Math.max(high ?? 0, 1) * 1.1]}},
    axes: [{...line}, {...line, size: 52}],
    series: [{}, ...chart.series.map(([label], i) => ({label, stroke: colour(i ? '--two' : '--one'), width: 2, spanGaps: false}))]
  }, [times, ...chart.points], chart.box);
}

function drawAll() {
  CHARTS.forEach(draw);
}

for (const chart of CHARTS) {
  chart.points = chart.series.map(() => []);
  const figure = make('figure');
  const caption = make('figcaption');
  chart.box = make('div', null, 'plot');
  chart.box.setAttribute('role', 'img');
  chart.said = make('output');
  chart.said.setAttribute('aria-live', 'off');
  caption.append(make('strong', chart.title), chart.said);
  figure.append(caption, chart.box);
  byId('charts').append(figure);
}
drawAll();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
new ResizeObserver(() => CHARTS.forEach(chart => chart.plot.setSize({width: chart.box.clientWidth, height: 150}))).observe(byId('charts'));

function load(figures, at) {
  times.push(at / 1000);
  if (times.length > KEPT) times.shift();
  for (const chart of CHARTS) {
    const said = [];
    chart.series.forEach(([label, of], i) => {
      const value = of(figures);
      chart.points[i].push(Number.isFinite(value) ? value : null);
      if (chart.points[i].length > KEPT) chart.points[i].shift();
      said.push((chart.series.length > 1 ? label + ' ' : '') + (Number.isFinite(value) ? number(value) + chart.unit : '–'));
    });
    chart.said.textContent = said.join(', ');
    chart.box.setAttribute('aria-label', chart.title + ': ' + said.join(', '));
    chart.plot.setData([times, ...chart.points]);
  }
}

// ---- slots

function slots(all) {
  if (!all || !changed('slots', [all, operator.user])) return;
  const focus = document.activeElement?.id;
  const chosen = Object.fromEntries([...document.querySelectorAll('#slot-list select')].map(s => [s.id, s.value]));
  byId('slots-hint').hidden = Boolean(operator.user);
  byId('slot-list').replaceChildren(...all.map(slot => {
    const tile = make('div');
    tile.append(make('h3', slot.name), make('p', 'active: ' + (slot.active ?? 'none')));
    const others = slot.variants.filter(variant => variant !== slot.active);
    if (slot.progress || slot.phase !== 'idle') {
      const [, done, total] = /(\d+)\/(\d+)/.exec(slot.progress ?? '') ?? [];
      const bar = make('progress');
      bar.setAttribute('aria-label', 'Swap of ' + slot.name);
      if (Number(total) > 0) { bar.max = Number(total); bar.value = Number(done); }
      tile.append(make('p', 'swapping: ' + (slot.progress ?? slot.phase)), bar);
    } else if (others.length) {
      const line = make('p');
      const select = make('select');
      select.id = 'variant-' + slot.name;
      select.setAttribute('aria-label', 'Variant for ' + slot.name);
      others.forEach(variant => select.append(new Option(variant)));
      if (others.includes(chosen[select.id])) select.value = chosen[select.id];
      const button = make('button', 'Swap');
      button.id = 'swap-' + slot.name;
      button.type = 'button';
      button.disabled = !operator.user;
      button.setAttribute('aria-label', 'Swap ' + slot.name);
      button.addEventListener('click', () => swap(slot.name, select.value));
      line.append(select, ' ', button);
      tile.append(line);
    } else {
      tile.append(make('p', 'no other variant', 'hint'));
    }
    if (slot.problem) tile.append(make('p', slot.problem, 'moderate'));
    return tile;
  }));
  if (focus) byId(focus)?.focus();
}

async function swap(slot, variant) {
  byId('swap-said').textContent = 'Swapping ' + slot + ' to ' + variant + ' …';
  const answer = await ask('swap', {slot, variant});
  const said = await answer.json();
  byId('swap-said').textContent = answer.ok
    ? slot + ' is ' + variant + ' now: ' + number(said.tookMillis) + ' ms, ' + said.moved + ' moved, ' + said.callsHeld + ' calls held'
    : slot + ' was not swapped: ' + said.problem;
}

// ---- all of it

function show(picture) {
  checklist(picture.checklist);
  load(picture.load, picture.time);
  slots(picture.slots);
  toolNames(picture.tools.map(tool => tool.name));
  rows('plugin-rows', picture.plugins.map(p => [p.id, p.name, p.version, p.tools]));
  rows('tool-rows', picture.tools.map(t => [t.name, t.state, t.calls, t.failures, number(t.p50Millis), number(t.p99Millis)]));
  byId('connection-count').textContent = picture.connections.open + ' open';
  rows('connection-rows', picture.connections.rows.map(c =>
    [c.id, c.address, c.transport, c.listener, c.protocolVersion, time(c.ageMillis), c.inFlight]));
  const sessions = picture.sessions;
  byId('session-count').textContent = (sessions.live ?? 0) + ' live, ' + (sessions.hibernated ?? 0) + ' hibernated';
  rows('session-rows', sessions.rows.map(s => [s.id, s.protocolVersion, s.state, time(picture.time - s.created), s.streams]));
  rows('swap-rows', (picture.swaps ?? []).map(s => [new Date(s.started).toLocaleTimeString(), s.slot, s.from, s.to, s.reason,
    number(s.tookMillis) + ' ms', s.moved, s.callsHeld, s.problem ?? 'done']));
}

const events = new EventSource('/console/events');
events.onopen = () => { byId('link').textContent = 'live'; };
events.onerror = () => { byId('link').textContent = 'not connected, trying again'; };
events.onmessage = event => {
  byId('link').textContent = 'live';
  show(JSON.parse(event.data));
};

// ---- who it is

function become({user, secret}) {
  operator.user = user ?? null;
  operator.secret = secret ?? null;
  byId('user').textContent = user ? 'Operator ' + user : 'Read-only';
  byId('open-login').hidden = Boolean(user);
  byId('logout').hidden = !user;
  byId('call').disabled = !user;
  byId('call-hint').hidden = Boolean(user);
  document.querySelectorAll('#slot-list button').forEach(button => { button.disabled = !user; });
  byId('slots-hint').hidden = Boolean(user);
}

byId('open-login').addEventListener('click', () => byId('login').showModal());
byId('cancel').addEventListener('click', () => byId('login').close());
byId('logout').addEventListener('click', async () => { await ask('logout', {}); become({}); });
byId('login-form').addEventListener('submit', async event => {
  event.preventDefault();
  byId('login-said').textContent = '';
  const answer = await ask('login', {user: byId('name').value, password: byId('password').value});
  const said = await answer.json();
  byId('password').value = '';
  if (answer.ok) {
    byId('login').close();
    become(said);
  } else {
    byId('login-said').textContent = said.problem;
    byId('password').focus();
  }
});
fetch('/console/operator', {credentials: 'same-origin'}).then(answer => answer.json()).then(become);
