//! A body in every form that readers meet.
