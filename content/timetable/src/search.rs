//! The heart of the path search, short enough to be shown in the book.

/// A ride between two stops, by its index in the timetable.
pub struct Ride {
    pub from: usize,
    pub to: usize,
    pub departs: u32,
    pub arrives: u32,
}

// ANCHOR: scan
/// Earliest arrival at every stop, for a start at `origin` at minute `ready`.
///
/// The rides must be sorted by departure: one pass is then enough.
pub fn scan(rides: &[Ride], stops: usize, origin: usize, ready: u32) -> Vec<u32> {
    let mut best = vec![u32::MAX; stops];
    best[origin] = ready;
    for ride in rides {
        if best[ride.from] <= ride.departs && ride.arrives < best[ride.to] {
            best[ride.to] = ride.arrives;
        }
    }
    best
}
// ANCHOR_END: scan
