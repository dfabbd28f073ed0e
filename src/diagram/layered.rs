//! Places boxes in layers along the arrows, after Sugiyama: cycles are cut, ranks given, long lines get a place in every
//! layer that they cross, layers are ordered by what they are joined to, and boxes drawn towards their neighbours.
//!
//! Layers run downwards here; whoever wants them to run to the right turns the picture.

use super::ranks::{cut_cycles, ends, ranks};

/// Space between boxes of a layer.
const BESIDE: f64 = 36.0;
/// Space between a line and what is beside it.
const BESIDE_LINE: f64 = 16.0;
/// Space between layers.
const BETWEEN: f64 = 46.0;
/// Space between layers where each second one holds words.
const BETWEEN_WORDS: f64 = 20.0;
/// Space between the ends of lines at one box.
const BETWEEN_ENDS: f64 = 16.0;
/// Sweeps that put layers in order, and that draw boxes together.
const SWEEPS: usize = 10;
/// Places that long lines may need in all.
const PLACES: usize = 12_000;

/// A box to place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A line between two boxes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Layers that it spans at least.
    pub(super) length: usize,
    /// Size of its words.
    pub(super) label: Option<(f64, f64)>,
    /// Where it must leave and enter, beside the middle; anywhere for `None`.
    pub(super) from_at: Option<f64>,
    pub(super) to_at: Option<f64>,
}

/// A point.
pub(super) type Point = (f64, f64);

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// The middles of the boxes.
    pub(super) centres: Vec<Point>,
    /// The points of each line, and the middle of its words.
    pub(super) routes: Vec<(Vec<Point>, Option<Point>)>,
    pub(super) width: f64,
    pub(super) height: f64,
}

struct Vertex {
    width: f64,
    height: f64,
    rank: usize,
    is_box: bool,
    x: f64,
}

/// A line's part between two neighbouring layers.
struct Part {
    upper: usize,
    lower: usize,
    upper_at: f64,
    lower_at: f64,
}

/// Places the boxes. `None` when there are more lines than can be laid out.
pub(super) fn place(items: &[Item], lines: &[Line]) -> Option<Placed> {
    let has_words = lines.iter().any(|it| it.label.is_some());
    let turned = cut_cycles(items.len(), lines);
    let ranks = ranks(items.len(), lines, &turned, if has_words { 2 } else { 1 });
    let mut layering = Layering::of(items, lines, &turned, &ranks)?;
    layering.order();
    layering.spread_ends(lines, items.len());
    layering.draw_together();
    Some(layering.finished(lines, &turned, items.len(), if has_words { BETWEEN_WORDS } else { BETWEEN }))
}

struct Layering {
    vertices: Vec<Vertex>,
    layers: Vec<Vec<usize>>,
    parts: Vec<Part>,
    /// The parts above and below each vertex.
    above: Vec<Vec<usize>>,
    below: Vec<Vec<usize>>,
    /// The places of each line between its boxes, from the upper to the lower.
    places: Vec<Vec<usize>>,
    /// Which of them holds the words.
    words: Vec<Option<usize>>,
}

impl Layering {
    fn of(items: &[Item], lines: &[Line], turned: &[bool], ranks: &[usize]) -> Option<Self> {
        let of_item =
            |(item, rank): (&Item, &usize)| Vertex { width: item.width, height: item.height, rank: *rank, is_box: true, x: 0.0 };
        let mut it = Self {
            vertices: items.iter().zip(ranks).map(of_item).collect(),
            layers: Vec::new(),
            parts: Vec::new(),
            above: Vec::new(),
            below: Vec::new(),
            places: Vec::new(),
            words: Vec::new(),
        };
        for (line, turned) in lines.iter().zip(turned) {
            it.add(line, *turned)?;
        }
        let count = it.vertices.len();
        (it.above, it.below) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (index, part) in it.parts.iter().enumerate() {
            it.above.get_mut(part.lower)?.push(index);
            it.below.get_mut(part.upper)?.push(index);
        }
        it.first_order();
        Some(it)
    }

    fn add(&mut self, line: &Line, turned: bool) -> Option<()> {
        let (upper, lower) = ends(line, turned);
        let (mut places, mut words) = (Vec::new(), None);
        if upper != lower {
            let (from, to) = (self.vertices.get(upper)?.rank, self.vertices.get(lower)?.rank);
            let middle = usize::midpoint(from, to);
            let mut before = upper;
            for rank in from + 1..to {
                if self.vertices.len() > PLACES {
                    return None;
                }
                let size = line.label.filter(|_| rank == middle);
                let (width, height) = size.unwrap_or((2.0, 0.0));
                let place = self.vertices.len();
                self.vertices.push(Vertex { width, height, rank, is_box: false, x: 0.0 });
                self.parts.push(Part { upper: before, lower: place, upper_at: 0.0, lower_at: 0.0 });
                places.push(place);
                words = size.map(|_| place).or(words);
                before = place;
            }
            self.parts.push(Part { upper: before, lower, upper_at: 0.0, lower_at: 0.0 });
        }
        self.places.push(places);
        self.words.push(words);
        Some(())
    }

    /// In the order in which a walk along the lines finds them.
    fn first_order(&mut self) {
        let deepest = self.vertices.iter().map(|it| it.rank).max().unwrap_or_default();
        self.layers = vec![Vec::new(); deepest + 1];
        let mut seen = vec![false; self.vertices.len()];
        let mut starts: Vec<usize> = (0..self.vertices.len()).collect();
        starts.sort_by_key(|it| self.above.get(*it).is_some_and(|it| !it.is_empty()));
        for start in starts {
            let mut open = vec![start];
            while let Some(at) = open.pop() {
                let Some(seen) = seen.get_mut(at).filter(|it| !**it) else { continue };
                *seen = true;
                if let Some(layer) = self.vertices.get(at).and_then(|it| self.layers.get_mut(it.rank)) {
                    layer.push(at);
                }
                open.extend(self.below.get(at).into_iter().flatten().rev().filter_map(|it| Some(self.parts.get(*it)?.lower)));
            }
        }
    }

    /// Sorts each layer by where its neighbours stand, downwards and upwards in turn, and keeps the order with the fewest
    /// crossings.
    fn order(&mut self) {
        let mut best = (self.crossings(), self.layers.clone());
        for sweep in 0..SWEEPS {
            if best.0 == 0 {
                break;
            }
            let down = sweep % 2 == 0;
            let mut numbers: Vec<usize> = (0..self.layers.len()).collect();
            if !down {
                numbers.reverse();
            }
            for number in numbers {
                self.sort_layer(number, down);
            }
            let crossings = self.crossings();
            if crossings < best.0 {
                best = (crossings, self.layers.clone());
            }
        }
        self.layers = best.1;
    }

    fn positions(&self, number: Option<usize>) -> std::collections::HashMap<usize, f64> {
        let layer = number.and_then(|it| self.layers.get(it)).map(Vec::as_slice).unwrap_or_default();
        layer.iter().enumerate().map(|(at, vertex)| (*vertex, at as f64)).collect()
    }

    fn sort_layer(&mut self, number: usize, down: bool) {
        let beside = self.positions(if down { number.checked_sub(1) } else { number.checked_add(1) });
        let Some(layer) = self.layers.get(number) else { return };
        let mean = |(at, vertex): (usize, &usize)| {
            let parts = if down { self.above.get(*vertex) } else { self.below.get(*vertex) };
            let other = |it: &usize| self.parts.get(*it).map(|it| if down { it.upper } else { it.lower });
            let found: Vec<f64> = parts.into_iter().flatten().filter_map(|it| beside.get(&other(it)?).copied()).collect();
            let mean = if found.is_empty() { at as f64 } else { found.iter().sum::<f64>() / found.len() as f64 };
            (mean, *vertex)
        };
        let mut keyed: Vec<(f64, usize)> = layer.iter().enumerate().map(mean).collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let Some(layer) = self.layers.get_mut(number) {
            *layer = keyed.into_iter().map(|(_, vertex)| vertex).collect();
        }
    }

    /// How many lines cross between neighbouring layers.
    fn crossings(&self) -> usize {
        let mut count = 0;
        for number in 1..self.layers.len() {
            let (upper, lower) = (self.positions(Some(number - 1)), self.positions(Some(number)));
            let mut pairs: Vec<(usize, usize)> = Vec::new();
            for vertex in self.layers.get(number).into_iter().flatten() {
                for part in self.above.get(*vertex).into_iter().flatten().filter_map(|it| self.parts.get(*it)) {
                    if let (Some(a), Some(b)) = (upper.get(&part.upper), lower.get(vertex)) {
                        pairs.push((*a as usize, *b as usize));
                    }
                }
            }
            pairs.sort_unstable();
            count += inversions(&pairs, lower.len());
        }
        count
    }

    /// Lets lines leave a box side by side, in the order in which they go on.
    fn spread_ends(&mut self, lines: &[Line], boxes: usize) {
        let place: std::collections::HashMap<usize, usize> =
            self.layers.iter().flat_map(|it| it.iter().enumerate().map(|(at, vertex)| (*vertex, at))).collect();
        let at = |it: &usize| place.get(it).copied().unwrap_or_default();
        for vertex in 0..boxes {
            let width = self.vertices.get(vertex).map_or(0.0, |it| it.width);
            for below in [true, false] {
                let mut parts = if below { self.below.get(vertex) } else { self.above.get(vertex) }.cloned().unwrap_or_default();
                parts.sort_by_key(|it| self.parts.get(*it).map(|it| if below { at(&it.lower) } else { at(&it.upper) }));
                let count = parts.len() as f64;
                let step = BETWEEN_ENDS.min(width * 0.6 / count.max(1.0));
                for (number, part) in parts.into_iter().enumerate() {
                    let offset = (number as f64 - (count - 1.0) / 2.0) * step;
                    if let Some(part) = self.parts.get_mut(part) {
                        *(if below { &mut part.upper_at } else { &mut part.lower_at }) = offset;
                    }
                }
            }
        }
        self.keep_given_ends(lines);
    }

    fn keep_given_ends(&mut self, lines: &[Line]) {
        let mut first = 0;
        for (line, places) in lines.iter().zip(&self.places) {
            if line.from == line.to {
                continue;
            }
            let last = first + places.len();
            let turned = self.parts.get(first).is_some_and(|it| it.upper != line.from);
            let (upper, lower) = if turned { (line.to_at, line.from_at) } else { (line.from_at, line.to_at) };
            if let (Some(at), Some(part)) = (upper, self.parts.get_mut(first)) {
                part.upper_at = at;
            }
            if let (Some(at), Some(part)) = (lower, self.parts.get_mut(last)) {
                part.lower_at = at;
            }
            first = last + 1;
        }
    }

    /// Draws what is joined together, layer by layer, without changing the order.
    fn draw_together(&mut self) {
        for number in 0..self.layers.len() {
            self.settle(number, None);
        }
        for sweep in 0..SWEEPS {
            let last = sweep + 2 >= SWEEPS;
            let down = sweep % 2 == 0;
            let mut numbers: Vec<usize> = (0..self.layers.len()).collect();
            if !down {
                numbers.reverse();
            }
            for number in numbers {
                self.settle(number, Some((down || last, !down || last)));
            }
        }
    }

    /// Puts each vertex of a layer as near to where it is drawn as its neighbours in the layer allow: the nearest such places
    /// are found by pooling those that would overlap.
    fn settle(&mut self, number: usize, drawn: Option<(bool, bool)>) {
        let Some(layer) = self.layers.get(number) else { return };
        let mut offset = 0.0;
        let mut offsets = Vec::with_capacity(layer.len());
        let mut before: Option<&Vertex> = None;
        for vertex in layer.iter().filter_map(|it| self.vertices.get(*it)) {
            if let Some(before) = before {
                let gap = if before.is_box && vertex.is_box { BESIDE } else { BESIDE_LINE };
                offset += (before.width + vertex.width) / 2.0 + gap;
            }
            offsets.push(offset);
            before = Some(vertex);
        }
        let wanted = layer.iter().zip(&offsets).map(|(vertex, offset)| {
            let (place, weight) = drawn.and_then(|it| self.drawn_to(*vertex, it)).unwrap_or_else(|| {
                let own = self.vertices.get(*vertex).map_or(0.0, |it| it.x);
                (if drawn.is_some() { own } else { *offset }, 0.1)
            });
            (place - offset, weight)
        });
        let places = pooled(wanted);
        for ((vertex, place), offset) in layer.clone().into_iter().zip(places).zip(offsets) {
            if let Some(vertex) = self.vertices.get_mut(vertex) {
                vertex.x = place + offset;
            }
        }
    }

    /// Where a vertex's neighbours draw it, and how strongly. Long lines want to be straight.
    fn drawn_to(&self, vertex: usize, (by_above, by_below): (bool, bool)) -> Option<(f64, f64)> {
        let (mut sum, mut weights) = (0.0, 0.0);
        let straight = |a: &Vertex, b: &Vertex| {
            if a.is_box && b.is_box {
                1.0
            } else if a.is_box || b.is_box {
                2.0
            } else {
                8.0
            }
        };
        let own = self.vertices.get(vertex)?;
        for part in self.above.get(vertex).into_iter().flatten().filter(|_| by_above).filter_map(|it| self.parts.get(*it)) {
            let other = self.vertices.get(part.upper)?;
            let weight = straight(own, other);
            (sum, weights) = (sum + weight * (other.x + part.upper_at - part.lower_at), weights + weight);
        }
        for part in self.below.get(vertex).into_iter().flatten().filter(|_| by_below).filter_map(|it| self.parts.get(*it)) {
            let other = self.vertices.get(part.lower)?;
            let weight = straight(own, other);
            (sum, weights) = (sum + weight * (other.x + part.lower_at - part.upper_at), weights + weight);
        }
        (weights > 0.0).then(|| (sum / weights, weights))
    }

    fn finished(&self, lines: &[Line], turned: &[bool], boxes: usize, between: f64) -> Placed {
        let heights = self
            .layers
            .iter()
            .map(|it| it.iter().filter_map(|it| self.vertices.get(*it)).map(|it| it.height).fold(0.0, f64::max));
        let mut bands: Vec<(f64, f64)> = Vec::new();
        let mut top = 0.0;
        for height in heights {
            bands.push((top, top + height));
            top += height + between;
        }
        let left = self.vertices.iter().map(|it| it.x - it.width / 2.0).fold(f64::INFINITY, f64::min);
        let right = self.vertices.iter().map(|it| it.x + it.width / 2.0).fold(f64::NEG_INFINITY, f64::max);
        let band = |vertex: &Vertex| bands.get(vertex.rank).copied().unwrap_or_default();
        let centre = |it: &Vertex| (it.x - left, f64::midpoint(band(it).0, band(it).1));
        let mut routes = Vec::with_capacity(lines.len());
        let mut first = 0;
        for ((line, places), (words, turned)) in lines.iter().zip(&self.places).zip(self.words.iter().zip(turned)) {
            let mut points = Vec::new();
            if line.from != line.to {
                let last = first + places.len();
                if let (Some(begins), Some(ends)) = (self.parts.get(first), self.parts.get(last)) {
                    points.extend(
                        self.vertices.get(begins.upper).map(|it| (it.x - left + begins.upper_at, centre(it).1 + it.height / 2.0)),
                    );
                    for place in places.iter().filter_map(|it| self.vertices.get(*it)) {
                        points.extend([(place.x - left, band(place).0), (place.x - left, band(place).1)]);
                    }
                    points.extend(
                        self.vertices.get(ends.lower).map(|it| (it.x - left + ends.lower_at, centre(it).1 - it.height / 2.0)),
                    );
                }
                first = last + 1;
            }
            straighten(&mut points);
            if *turned {
                points.reverse();
            }
            routes.push((points, words.and_then(|it| self.vertices.get(it)).map(centre)));
        }
        Placed {
            centres: self.vertices.iter().take(boxes).map(centre).collect(),
            routes,
            width: (right - left).max(0.0),
            height: (top - between).max(0.0),
        }
    }
}

/// A line that hardly bends does not bend at all.
fn straighten(points: &mut [Point]) {
    if let [(first, _), (last, _)] = points
        && (*first - *last).abs() < BETWEEN_ENDS * 0.6
    {
        let middle = f64::midpoint(*first, *last);
        (*first, *last) = (middle, middle);
    }
}

/// Pairs in order whose second parts are not.
fn inversions(pairs: &[(usize, usize)], size: usize) -> usize {
    let mut tree = vec![0_usize; size + 1];
    let mut count = 0;
    for (seen, (_, place)) in pairs.iter().enumerate() {
        let (mut at, mut not_after) = (place + 1, 0);
        while at > 0 {
            not_after += tree.get(at).copied().unwrap_or_default();
            at &= at - 1;
        }
        count += seen - not_after;
        at = place + 1;
        while let Some(it) = tree.get_mut(at) {
            *it += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}

/// The places in ascending order that are nearest to the wanted ones, by weight.
fn pooled(wanted: impl Iterator<Item = (f64, f64)>) -> Vec<f64> {
    let mut pools: Vec<(f64, f64, usize)> = Vec::new();
    for (place, weight) in wanted {
        let mut pool = (place, weight, 1);
        while let Some(before) = pools.pop_if(|it| it.0 > pool.0) {
            let weight = before.1 + pool.1;
            pool = ((before.0 * before.1 + pool.0 * pool.1) / weight, weight, before.2 + pool.2);
        }
        pools.push(pool);
    }
    pools.into_iter().flat_map(|(place, _, count)| std::iter::repeat_n(place, count)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(from: usize, to: usize) -> Line {
        Line { from, to, length: 1, label: None, from_at: None, to_at: None }
    }

    #[test]
    fn nothing_overlaps_and_arrows_lead_down() {
        let items = vec![Item { width: 80.0, height: 40.0 }; 7];
        let lines = [line(0, 1), line(0, 2), line(0, 3), line(1, 4), line(3, 4), line(0, 4), line(4, 0), line(5, 4)];
        let placed = place(&items, &lines).expect("it is small");
        for (a, b) in (0..7).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let ((ax, ay), (bx, by)) = (placed.centres[a], placed.centres[b]);
            assert!((ax - bx).abs() >= 80.0 || (ay - by).abs() >= 40.0, "{a} and {b} overlap");
        }
        assert!(placed.centres[0].1 < placed.centres[1].1 && placed.centres[1].1 < placed.centres[4].1);
        let (back, _) = &placed.routes[6];
        assert!(back.first() > back.last(), "a line back starts below");
    }

    #[test]
    fn counts_crossings() {
        assert_eq!(inversions(&[(0, 1), (1, 0)], 2), 1);
        assert_eq!(inversions(&[(0, 0), (0, 1), (1, 0), (1, 1)], 2), 1);
    }
}
