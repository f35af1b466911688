//! The tree of a page: nodes in one row, so that nothing is counted, nothing recurses and dropping it is cheap.

use html5ever::interface::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, Namespace, QualName};
use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

/// A node's place in its tree.
pub(crate) type Id = u32;

/// No node.
const NONE: Id = u32::MAX;

#[derive(Debug)]
pub(crate) enum Data {
    Document,
    Element {
        name: QualName,
        attrs: Vec<Attribute>,
    },
    Text(StrTendril),
    /// Comments, doctypes and the like.
    Other,
}

#[derive(Debug)]
struct Node {
    parent: Id,
    prev: Id,
    next: Id,
    first: Id,
    last: Id,
    data: Data,
}

/// A parsed page.
#[derive(Debug)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
}

impl Dom {
    fn new() -> Self {
        let mut dom = Self { nodes: Vec::with_capacity(2048) };
        dom.add(Data::Document);
        dom
    }

    fn add(&mut self, data: Data) -> Id {
        let id = Id::try_from(self.nodes.len()).unwrap_or(NONE);
        self.nodes.push(Node { parent: NONE, prev: NONE, next: NONE, first: NONE, last: NONE, data });
        id
    }

    fn node(&self, id: Id) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    fn node_mut(&mut self, id: Id) -> Option<&mut Node> {
        self.nodes.get_mut(id as usize)
    }

    /// The document itself.
    pub(crate) fn root(&self) -> Id {
        0
    }

    /// How many nodes there are, taken out or not.
    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    fn link(&self, of: impl Fn(&Node) -> Id, id: Id) -> Option<Id> {
        self.node(id).map(of).filter(|id| *id != NONE)
    }

    pub(crate) fn parent(&self, id: Id) -> Option<Id> {
        self.link(|node| node.parent, id)
    }

    pub(crate) fn next(&self, id: Id) -> Option<Id> {
        self.link(|node| node.next, id)
    }

    pub(crate) fn prev(&self, id: Id) -> Option<Id> {
        self.link(|node| node.prev, id)
    }

    pub(crate) fn first(&self, id: Id) -> Option<Id> {
        self.link(|node| node.first, id)
    }

    /// The element's name; empty for anything else.
    pub(crate) fn name(&self, id: Id) -> &str {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => &name.local,
            _ => "",
        }
    }

    pub(crate) fn is_element(&self, id: Id) -> bool {
        matches!(self.node(id).map(|node| &node.data), Some(Data::Element { .. }))
    }

    pub(crate) fn attrs(&self, id: Id) -> &[Attribute] {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Element { attrs, .. }) => attrs,
            _ => &[],
        }
    }

    pub(crate) fn attr(&self, id: Id, name: &str) -> Option<&str> {
        self.attrs(id).iter().find(|attr| &*attr.name.local == name).map(|attr| &*attr.value)
    }

    /// The text of a text node.
    pub(crate) fn own_text(&self, id: Id) -> Option<&str> {
        match self.node(id).map(|node| &node.data) {
            Some(Data::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(id), |child| self.next(*child))
    }

    /// The nodes above, nearest first.
    pub(crate) fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |node| self.parent(*node))
    }

    /// The node and everything below it, in the order of the page.
    pub(crate) fn below(&self, top: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(top), move |at| self.first(*at).or_else(|| self.after(*at, top)))
    }

    /// The next node in the order of the page that is not below `at`, within `top`.
    pub(crate) fn after(&self, at: Id, top: Id) -> Option<Id> {
        let mut at = at;
        loop {
            if at == top {
                return None;
            }
            if let Some(next) = self.next(at) {
                return Some(next);
            }
            at = self.parent(at)?;
        }
    }

    /// All words below a node, with blanks made single and blocks parted.
    pub(crate) fn words(&self, id: Id) -> String {
        let mut text = String::new();
        let mut at = Some(id);
        while let Some(node) = at {
            let name = self.name(node);
            if matches!(name, "script" | "style" | "noscript" | "template" | "svg") {
                at = self.after(node, id);
                continue;
            }
            if let Some(own) = self.own_text(node) {
                text.push_str(own);
            } else if !is_running(name) {
                text.push(' ');
            }
            at = self.first(node);
            if at.is_none() {
                // Leaving a block parts words as entering it does.
                let next = self.after(node, id);
                if next.is_some_and(|next| self.leaves_block(node, next)) {
                    text.push(' ');
                }
                at = next;
            }
        }
        super::words::squeezed(&text)
    }

    /// Whether a block ends between a node and the one after it.
    fn leaves_block(&self, from: Id, to: Id) -> bool {
        let stop = self.parent(to);
        std::iter::successors(Some(from), |node| self.parent(*node))
            .take_while(|node| Some(*node) != stop)
            .any(|node| self.is_element(node) && !is_running(self.name(node)))
    }

    /// Takes a node out of the tree.
    pub(crate) fn detach(&mut self, id: Id) {
        let Some((parent, prev, next)) = self.node(id).map(|node| (node.parent, node.prev, node.next)) else { return };
        match self.node_mut(prev) {
            Some(before) => before.next = next,
            None => {
                if let Some(parent) = self.node_mut(parent) {
                    parent.first = next;
                }
            }
        }
        match self.node_mut(next) {
            Some(after) => after.prev = prev,
            None => {
                if let Some(parent) = self.node_mut(parent) {
                    parent.last = prev;
                }
            }
        }
        if let Some(node) = self.node_mut(id) {
            (node.parent, node.prev, node.next) = (NONE, NONE, NONE);
        }
    }

    fn append(&mut self, parent: Id, child: Id) {
        self.detach(child);
        let last = self.node(parent).map_or(NONE, |node| node.last);
        if let Some(node) = self.node_mut(child) {
            (node.parent, node.prev) = (parent, last);
        }
        match self.node_mut(last) {
            Some(last) => last.next = child,
            None => {
                if let Some(parent) = self.node_mut(parent) {
                    parent.first = child;
                }
            }
        }
        if let Some(parent) = self.node_mut(parent) {
            parent.last = child;
        }
    }

    fn put_before(&mut self, sibling: Id, child: Id) {
        self.detach(child);
        let Some((parent, prev)) = self.node(sibling).map(|node| (node.parent, node.prev)) else { return };
        if let Some(node) = self.node_mut(child) {
            (node.parent, node.prev, node.next) = (parent, prev, sibling);
        }
        if let Some(node) = self.node_mut(sibling) {
            node.prev = child;
        }
        match self.node_mut(prev) {
            Some(before) => before.next = child,
            None => {
                if let Some(parent) = self.node_mut(parent) {
                    parent.first = child;
                }
            }
        }
    }

    /// Adds to a text node that is already there.
    fn grow_text(&mut self, id: Id, more: &StrTendril) -> bool {
        match self.node_mut(id).map(|node| &mut node.data) {
            Some(Data::Text(text)) => {
                text.push_tendril(more);
                true
            }
            _ => false,
        }
    }
}

/// Elements that run along in a line.
pub(crate) fn is_running(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | ""
    )
}

/// Where the parser puts what it finds.
pub(super) struct Sink {
    dom: RefCell<Dom>,
    /// How deep the parser stands.
    depth: Cell<u32>,
    depths: RefCell<Vec<u32>>,
}

impl Sink {
    pub(super) fn new() -> Self {
        Self { dom: RefCell::new(Dom::new()), depth: Cell::new(0), depths: RefCell::new(vec![0]) }
    }

    pub(super) fn depth(&self) -> u32 {
        self.depth.get()
    }

    pub(super) fn nodes(&self) -> usize {
        self.dom.borrow().len()
    }

    fn create(&self, data: Data) -> Id {
        self.depths.borrow_mut().push(0);
        self.dom.borrow_mut().add(data)
    }

    fn depth_of(&self, id: Id) -> u32 {
        self.depths.borrow().get(id as usize).copied().unwrap_or_default()
    }

    fn went_under(&self, parent: Id, child: Id) {
        let depth = self.depth_of(parent) + 1;
        if let Some(at) = self.depths.borrow_mut().get_mut(child as usize) {
            *at = depth;
        }
        if self.dom.borrow().is_element(child) {
            self.depth.set(depth);
        }
    }
}

/// An element's name while the tree is being built.
#[derive(Debug)]
pub(super) struct Name<'a>(Ref<'a, QualName>);

impl ElemName for Name<'_> {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Name<'a>;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _msg: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name<'a> {
        Name(Ref::map(self.dom.borrow(), |dom| match dom.node(*target).map(|node| &node.data) {
            Some(Data::Element { name, .. }) => name,
            _ => &*EMPTY,
        }))
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _flags: ElementFlags) -> Id {
        self.create(Data::Element { name, attrs })
    }

    fn create_comment(&self, _text: StrTendril) -> Id {
        self.create(Data::Other)
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Id {
        self.create(Data::Other)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        match child {
            NodeOrText::AppendNode(child) => {
                self.dom.borrow_mut().append(*parent, child);
                self.went_under(*parent, child);
            }
            NodeOrText::AppendText(text) => {
                let last = self.dom.borrow().node(*parent).map_or(NONE, |node| node.last);
                if !self.dom.borrow_mut().grow_text(last, &text) {
                    let child = self.create(Data::Text(text));
                    self.dom.borrow_mut().append(*parent, child);
                }
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, prev_element: &Id, child: NodeOrText<Id>) {
        let has_parent = self.dom.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(prev_element, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public_id: StrTendril, _system_id: StrTendril) {}

    fn pop(&self, node: &Id) {
        self.depth.set(self.depth_of(*node).saturating_sub(1));
    }

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new_node: NodeOrText<Id>) {
        match new_node {
            NodeOrText::AppendNode(child) => {
                self.dom.borrow_mut().put_before(*sibling, child);
                let parent = self.dom.borrow().parent(child);
                self.went_under(parent.unwrap_or_default(), child);
            }
            NodeOrText::AppendText(text) => {
                let before = self.dom.borrow().prev(*sibling).unwrap_or(NONE);
                if !self.dom.borrow_mut().grow_text(before, &text) {
                    let child = self.create(Data::Text(text));
                    self.dom.borrow_mut().put_before(*sibling, child);
                }
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        let mut dom = self.dom.borrow_mut();
        if let Some(Data::Element { attrs: own, .. }) = dom.node_mut(*target).map(|node| &mut node.data) {
            for attr in attrs {
                if own.iter().all(|known| known.name != attr.name) {
                    own.push(attr);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.dom.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        let children: Vec<Id> = self.dom.borrow().children(*node).collect();
        for child in children {
            self.dom.borrow_mut().append(*new_parent, child);
        }
    }
}

static EMPTY: std::sync::LazyLock<QualName> = std::sync::LazyLock::new(|| QualName::new(None, Namespace::default(), LocalName::default()));
