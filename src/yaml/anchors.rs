//! Anchors of a document, and the budget that keeps aliases from multiplying.
//!
//! The budget is the one of the npm package `yaml`, so that the same files are refused: the uses of an anchor times the
//! aliases it stands for may not pass 100.

use std::collections::HashMap;

use super::Node;

/// Uses of an anchor times the aliases it stands for.
const MAX_ALIASES: u64 = 100;

/// What aliases may refer to, by the parser's numbers for anchors.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    known: HashMap<usize, Anchor>,
}

#[derive(Debug)]
struct Anchor {
    node: Node,
    uses: u64,
    stands_for: u64,
    contents: Contents,
}

/// What lies below a node, as far as the budgets care.
#[derive(Clone, Debug, Default)]
pub(super) struct Contents {
    /// Values, aliases counted as what they stand for.
    pub(super) values: usize,
    /// Bytes of scalars, aliases expanded.
    pub(super) bytes: usize,
    /// Is any of them a scalar?
    scalar: bool,
    /// Is it an alias itself?
    alias: bool,
    /// Aliases among them.
    aliases: Vec<usize>,
}

impl Contents {
    /// A scalar of that many bytes.
    pub(super) fn scalar(bytes: usize) -> Self {
        Self { values: 1, bytes, scalar: true, ..Self::default() }
    }

    /// An empty collection.
    pub(super) fn collection() -> Self {
        Self { values: 1, ..Self::default() }
    }

    /// Is it one alias?
    pub(super) fn is_alias(&self) -> bool {
        self.alias
    }

    /// Takes in what lies below a child.
    pub(super) fn add(&mut self, child: Self) {
        self.values = self.values.saturating_add(child.values);
        self.bytes = self.bytes.saturating_add(child.bytes);
        self.scalar |= child.scalar;
        self.aliases.extend(child.aliases);
    }
}

/// Why an alias cannot be followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Its anchor is not complete: the value would contain itself.
    Circular,
    /// It multiplies too much.
    Excessive,
}

impl Anchors {
    /// Remembers a complete node.
    pub(super) fn define(&mut self, id: usize, node: &Node, contents: &Contents) {
        if id > 0 {
            self.known.insert(id, Anchor { node: node.clone(), uses: 1, stands_for: 0, contents: contents.clone() });
        }
    }

    /// Follows an alias.
    pub(super) fn follow(&mut self, id: usize) -> Result<(Node, Contents), Refused> {
        let stands_for = self.known.get(&id).ok_or(Refused::Circular).map(|it| self.count(it))?;
        let anchor = self.known.get_mut(&id).ok_or(Refused::Circular)?;
        anchor.uses += 1;
        anchor.stands_for = stands_for;
        if anchor.uses.saturating_mul(stands_for) > MAX_ALIASES {
            return Err(Refused::Excessive);
        }
        let Contents { values, bytes, .. } = anchor.contents;
        let contents = Contents { values, bytes, scalar: false, alias: true, aliases: vec![id] };
        Ok((anchor.node.clone(), contents))
    }

    fn count(&self, anchor: &Anchor) -> u64 {
        if anchor.stands_for > 0 {
            return anchor.stands_for;
        }
        let through = |id: &usize| self.known.get(id).map_or(0, |it| it.uses.saturating_mul(it.stands_for));
        anchor.contents.aliases.iter().map(through).max().unwrap_or_default().max(u64::from(anchor.contents.scalar))
    }

    /// Forgets everything: aliases do not reach across documents.
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }
}
