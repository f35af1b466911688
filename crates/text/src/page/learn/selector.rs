//! Where on a site's pages something stands, in a form that can be saved: names of elements and their parts.

use crate::page::dom::{Dom, Id};
use serde::{Deserialize, Serialize};

/// One element on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Step {
    tag: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    class: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prop: Option<String>,
}

impl Step {
    fn fits(&self, dom: &Dom, id: Id) -> bool {
        let is = |name: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| dom.attr(id, name).is_some_and(|own| own.trim() == wanted))
        };
        dom.name(id) == self.tag
            && is("id", &self.id)
            && is("itemprop", &self.prop)
            && self
                .class
                .as_ref()
                .is_none_or(|class| dom.attr(id, "class").is_some_and(|own| own.split_ascii_whitespace().any(|one| one == class)))
    }

    /// The ways to name an element, the surest first.
    fn of(dom: &Dom, id: Id) -> Vec<Self> {
        let bare = Self { tag: dom.name(id).to_owned(), id: None, class: None, prop: None };
        let mut steps = Vec::new();
        if let Some(prop) = dom.attr(id, "itemprop") {
            steps.push(Self { prop: Some(prop.trim().to_owned()), ..bare.clone() });
        }
        // A number in a name is of one page.
        let lasts = |name: &&str| !name.is_empty() && name.len() < 80 && !name.contains(|c: char| c.is_ascii_digit());
        if let Some(own) = dom.attr(id, "id").map(str::trim).filter(lasts) {
            steps.push(Self { id: Some(own.to_owned()), ..bare.clone() });
        }
        let classes = dom.attr(id, "class").unwrap_or_default().split_ascii_whitespace().filter(lasts).take(8);
        steps.extend(classes.map(|class| Self { class: Some(class.to_owned()), ..bare.clone() }));
        steps.push(bare);
        steps
    }

    fn is_bare(&self) -> bool {
        self.id.is_none() && self.class.is_none() && self.prop.is_none()
    }
}

/// An element of a page: the steps that lead to it, each anywhere below the one before, and which of several it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Selector {
    steps: Vec<Step>,
    /// Counted from 0; from the end where it is negative: -1 is the last.
    place: i32,
}

impl Selector {
    /// All elements that the steps lead to, in order.
    fn all(&self, dom: &Dom, top: Id) -> Vec<Id> {
        let Some((last, before)) = self.steps.split_last() else { return Vec::new() };
        let leads = |id: Id| {
            let mut left = before.iter().rev().peekable();
            for above in dom.ancestors(id) {
                let Some(step) = left.peek() else { break };
                if step.fits(dom, above) {
                    left.next();
                }
            }
            left.peek().is_none()
        };
        dom.below(top).filter(|id| last.fits(dom, *id) && leads(*id)).take(2000).collect()
    }

    /// How many elements of a page the steps lead to.
    pub(super) fn count(&self, dom: &Dom, top: Id) -> usize {
        self.all(dom, top).len()
    }

    /// The element on a page.
    pub(super) fn find(&self, dom: &Dom, top: Id) -> Option<Id> {
        let all = self.all(dom, top);
        let place = usize::try_from(self.place).ok().or_else(|| all.len().checked_sub(usize::try_from(self.place.unsigned_abs()).ok()?))?;
        all.get(place).copied()
    }

    /// How much the selector says: names outweigh places.
    pub(super) fn weight(&self) -> i32 {
        let named = self.steps.iter().filter(|step| !step.is_bare()).count();
        let length = self.steps.len();
        i32::try_from(named * 2).unwrap_or_default() - i32::try_from(length).unwrap_or_default() - i32::from(self.place != 0)
    }

    /// The ways to name an element of a page.
    pub(super) fn candidates(dom: &Dom, top: Id, id: Id) -> Vec<Self> {
        let own = Step::of(dom, id);
        let around: Vec<Vec<Step>> = dom
            .ancestors(id)
            .filter(|above| !matches!(dom.name(*above), "html" | "body" | ""))
            .take(6)
            .map(|above| Step::of(dom, above))
            .collect();
        let mut chains: Vec<Vec<Step>> = own.iter().map(|step| vec![step.clone()]).collect();
        for (n, above) in around.iter().enumerate() {
            for outer in above.iter().filter(|step| !step.is_bare()).take(4) {
                chains.extend(own.iter().take(4).chain(own.last()).map(|step| vec![outer.clone(), step.clone()]));
                // Through the parent too, when neither it nor the element has a name.
                if let Some(parent) = around.first().and_then(|steps| steps.first()).filter(|_| n > 0) {
                    chains.extend(own.last().map(|step| vec![outer.clone(), parent.clone(), step.clone()]));
                }
            }
        }
        let mut found: Vec<Self> = Vec::new();
        for steps in chains {
            let selector = Self { steps, place: 0 };
            if found.iter().any(|known| known.steps == selector.steps) {
                continue;
            }
            let all = selector.all(dom, top);
            let Some(place) = all.iter().position(|one| *one == id) else { continue };
            let from_end = i32::try_from(all.len() - place).map(|place| -place).unwrap_or(-1);
            found.push(Self { place: i32::try_from(place).unwrap_or_default(), ..selector.clone() });
            if all.len() > 1 {
                found.push(Self { place: from_end, ..selector });
            }
        }
        found
    }
}
