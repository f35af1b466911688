//! The verbs: every write transaction and all order of effects.
