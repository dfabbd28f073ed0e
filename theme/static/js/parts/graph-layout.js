// Where everything stands: layers from the ones who need to the ones needed, few crossings, short lines. Long lines get a
// place of their own in every layer that they pass, so that they run between the boxes.
const width = 208;
const height = 34;
const channel = 88;
const gap = 12;
const thin = 8;
const tallest = 26;

export function layout(nodes, edges, downwards) {
  const boxes = new Map(nodes.map((it) => [it.at, { node: it, layer: 0, ins: [], outs: [], line: false }]));
  const lines = edges.filter((it) => it.from !== it.to).map((edge) => ({ edge, from: boxes.get(edge.from), to: boxes.get(edge.to) }));
  breakCycles([...boxes.values()], lines);
  assignLayers([...boxes.values()], lines);
  const layers = fill([...boxes.values()], lines);
  order(layers);
  place(layers, downwards);
  return draw(layers, lines, downwards);
}

// Lines that close a circle are turned round for the layering; they are drawn the right way.
function breakCycles(boxes, lines) {
  for (const line of lines) line.from.outs.push(line);
  const state = new Map();
  for (const start of boxes) {
    const path = state.has(start) ? [] : [[start, 0]];
    state.set(start, state.get(start) ?? 'open');
    while (path.length) {
      const top = path[path.length - 1];
      const line = top[0].outs[top[1]];
      top[1] += 1;
      if (!line) {
        state.set(top[0], 'done');
        path.pop();
      } else if (state.get(line.to) === 'open') {
        line.turned = true;
      } else if (!state.has(line.to)) {
        state.set(line.to, 'open');
        path.push([line.to, 0]);
      }
    }
  }
  for (const box of boxes) box.outs = [];
  for (const line of lines) {
    [line.first, line.last] = line.turned ? [line.to, line.from] : [line.from, line.to];
    line.first.outs.push(line.last);
    line.last.ins.push(line.first);
  }
}

function assignLayers(boxes) {
  const waiting = new Map(boxes.map((it) => [it, it.ins.length]));
  const ready = boxes.filter((it) => !it.ins.length);
  for (let next = 0; next < ready.length; next += 1) {
    for (const below of ready[next].outs) {
      below.layer = Math.max(below.layer, ready[next].layer + 1);
      waiting.set(below, waiting.get(below) - 1);
      if (waiting.get(below) === 0) ready.push(below);
    }
  }
  // Who needs something stands just before it, not at the far end.
  for (const box of ready.toReversed()) {
    if (box.outs.length && !box.ins.length) box.layer = Math.min(...box.outs.map((it) => it.layer)) - 1;
  }
}

// Layers of boxes and of the bends of long lines. A layer with too many boxes becomes several.
function fill(boxes, lines) {
  const layers = [];
  for (const box of boxes) (layers[box.layer] ??= []).push(box);
  const split = [];
  for (const layer of layers) {
    const count = Math.max(1, Math.ceil((layer?.length ?? 0) / tallest));
    for (let part = 0; part < count; part += 1) {
      const boxesOfPart = (layer ?? []).filter((_, at) => at % count === part);
      for (const box of boxesOfPart) box.layer = split.length;
      split.push(boxesOfPart);
    }
  }
  for (const line of lines) {
    line.bends = [];
    let before = line.first;
    link(line.first, line.last, false);
    const [from, to] = [line.first.layer, line.last.layer];
    for (let at = from + 1; at < to; at += 1) {
      const bend = { layer: at, ins: [], outs: [], line: true };
      split[at].push(bend);
      line.bends.push(bend);
      link(before, bend, true);
      before = bend;
    }
    link(before, line.last, true);
  }
  return split;
}

function link(a, b, on) {
  if (on) {
    a.outs.push(b);
    b.ins.push(a);
  } else {
    a.outs.splice(a.outs.indexOf(b), 1);
    b.ins.splice(b.ins.indexOf(a), 1);
  }
}

// Barycentres, to and fro, until little changes.
function order(layers) {
  const number = () => layers.forEach((layer) => layer.forEach((it, at) => { it.order = at; }));
  number();
  for (let sweep = 0; sweep < 10; sweep += 1) {
    const forward = sweep % 2 === 0;
    for (const layer of forward ? layers : layers.toReversed()) {
      for (const it of layer) it.weight = mean(forward ? it.ins : it.outs, it.order, (other) => other.order);
      layer.sort((a, b) => a.weight - b.weight || a.order - b.order);
      layer.forEach((it, at) => { it.order = at; });
    }
  }
}

function mean(list, otherwise, value) {
  return list.length ? list.reduce((sum, it) => sum + value(it), 0) / list.length : otherwise;
}

// Positions along the layer: as near to the neighbours as those beside it allow.
function place(layers, downwards) {
  const size = (it) => (it.line ? thin : downwards ? width : height) + gap;
  for (const layer of layers) {
    let at = 0;
    for (const it of layer) {
      it.across = at + size(it) / 2;
      at += size(it);
    }
    for (const it of layer) it.across -= at / 2;
  }
  for (let round = 0; round < 8; round += 1) {
    for (const layer of round % 2 ? layers.toReversed() : layers) settle(layer, size);
  }
}

function settle(layer, size) {
  for (const it of layer) it.wish = mean([...it.ins, ...it.outs], it.across, (other) => other.across);
  let least = -Infinity;
  for (const it of layer) {
    it.across = Math.max(it.wish, least + size(it) / 2);
    least = it.across + size(it) / 2;
  }
  const shift = mean(layer, 0, (it) => it.wish - it.across);
  for (const it of layer) it.across += shift;
}

function draw(layers, lines, downwards) {
  const all = layers.flat();
  const least = Math.min(...all.map((it) => it.across - (downwards ? width : height) / 2));
  const step = downwards ? height + channel * 0.75 : width + channel;
  const half = (downwards ? height : width) / 2;
  for (const it of all) {
    const [along, across] = [it.layer * step + half + 8, it.across - least + 8];
    [it.x, it.y] = downwards ? [across, along] : [along, across];
  }
  const most = (pick) => Math.max(...all.map(pick));
  return {
    width: most((it) => it.x) + width / 2 + 8,
    height: most((it) => it.y) + height / 2 + 8,
    boxes: all.filter((it) => !it.line).map((it) => ({ node: it.node, x: it.x - width / 2, y: it.y - height / 2, width, height })),
    lines: lines.map((line) => ({ edge: line.edge, path: curve(line, half, downwards) })),
  };
}

function curve(line, half, downwards) {
  const along = (it, by) => (downwards ? [it.x, it.y + by] : [it.x + by, it.y]);
  const points = [along(line.first, half), ...line.bends.flatMap((it) => [along(it, -half), along(it, half)]), along(line.last, -half)];
  if (line.turned) points.reverse();
  const round = (it) => Math.round(it * 10) / 10;
  return points.map(([x, y], at) => {
    if (at === 0) return `M${round(x)} ${round(y)}`;
    const [px, py] = points[at - 1];
    const [mx, my] = [(px + x) / 2, (py + y) / 2];
    return downwards ? `C${round(px)} ${round(my)} ${round(x)} ${round(my)} ${round(x)} ${round(y)}` : `C${round(mx)} ${round(py)} ${round(mx)} ${round(y)} ${round(x)} ${round(y)}`;
  }).join('');
}
