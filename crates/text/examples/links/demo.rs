use crate::data::World;
pub(crate) fn run(_: &World, _: bool) {}
