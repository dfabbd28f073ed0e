//! Which layer each box belongs to: cycles are cut first, so that all arrows lead down.

use super::layered::Line;

/// Which lines must be turned around so that no cycle is left.
pub(super) fn cut_cycles(count: usize, lines: &[Line]) -> Vec<bool> {
    let mut out: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (index, line) in lines.iter().enumerate() {
        if let Some(list) = out.get_mut(line.from) {
            list.push(index);
        }
    }
    let mut turned = vec![false; lines.len()];
    // 0 not seen, 1 on the way, 2 done.
    let mut state = vec![0_u8; count];
    // From the first box on, as its author wrote them down: that decides which way round a cycle runs.
    for start in 0..count {
        let mut way = vec![(start, 0)];
        while let Some((vertex, next)) = way.last_mut() {
            let (at, line) = (*vertex, out.get(*vertex).and_then(|it| it.get(*next)).copied());
            *next += 1;
            if let Some(it) = state.get_mut(at).filter(|it| **it == 0) {
                *it = 1;
            } else if way.len() == 1 && state.get(at) == Some(&2) {
                break;
            }
            let Some(line) = line else {
                if let Some(it) = state.get_mut(at) {
                    *it = 2;
                }
                way.pop();
                continue;
            };
            let Some(to) = lines.get(line).map(|it| it.to) else { continue };
            match state.get(to) {
                Some(0) => way.push((to, 0)),
                Some(1) => turned.get_mut(line).map(|it| *it = true).unwrap_or_default(),
                _ => {}
            }
        }
    }
    turned
}

/// The upper and lower box of a line.
pub(super) fn ends(line: &Line, turned: bool) -> (usize, usize) {
    if turned { (line.to, line.from) } else { (line.from, line.to) }
}

/// Each box as far up as the lines into it allow; boxes that nothing leads to, next to what they lead to.
pub(super) fn ranks(count: usize, lines: &[Line], turned: &[bool], scale: usize) -> Vec<usize> {
    let pairs: Vec<(usize, usize, usize)> = lines
        .iter()
        .zip(turned)
        .map(|(line, turned)| {
            let (upper, lower) = ends(line, *turned);
            (upper, lower, line.length * scale)
        })
        .filter(|(upper, lower, _)| upper != lower)
        .collect();
    let mut waits = vec![0_usize; count];
    let mut out: Vec<Vec<(usize, usize)>> = vec![Vec::new(); count];
    for (upper, lower, length) in &pairs {
        waits.get_mut(*lower).map(|it| *it += 1).unwrap_or_default();
        out.get_mut(*upper).map(|it| it.push((*lower, *length))).unwrap_or_default();
    }
    let is_root: Vec<bool> = waits.iter().map(|it| *it == 0).collect();
    let mut ranks = vec![0_usize; count];
    let mut ready: Vec<usize> = (0..count).filter(|it| is_root.get(*it) == Some(&true)).collect();
    while let Some(upper) = ready.pop() {
        let rank = ranks.get(upper).copied().unwrap_or_default();
        for (lower, length) in out.get(upper).into_iter().flatten() {
            if let (Some(it), Some(wait)) = (ranks.get_mut(*lower), waits.get_mut(*lower)) {
                *it = (*it).max(rank + length);
                *wait = wait.saturating_sub(1);
                if *wait == 0 {
                    ready.push(*lower);
                }
            }
        }
    }
    for vertex in (0..count).filter(|it| is_root.get(*it) == Some(&true)) {
        let nearest =
            out.get(vertex).into_iter().flatten().filter_map(|(lower, length)| ranks.get(*lower)?.checked_sub(*length)).min();
        if let (Some(nearest), Some(it)) = (nearest, ranks.get_mut(vertex)) {
            *it = nearest;
        }
    }
    ranks
}
