//! Lets whoever runs the pipeline see how far it is, without the pipeline knowing of clocks or terminals.

/// Is told when a stage begins and when parts of it are done. Called from many threads.
pub trait Observer: Sync {
    /// A stage begins, and the one before has ended. `total` parts where they can be counted.
    fn stage(&self, name: &'static str, total: Option<usize>);
    /// So many more parts of the stage are done.
    fn advance(&self, count: usize);
    /// A page is drawn by `draw`, which is called exactly once.
    fn page(&self, _name: &dyn Fn() -> String, draw: &mut dyn FnMut()) {
        draw();
    }
}

/// Nobody looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn stage(&self, _: &'static str, _: Option<usize>) {}
    fn advance(&self, _: usize) {}
}
