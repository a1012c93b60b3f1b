//! The team around the clinical director: who answers to whom, as a tree and as a drawing.

use std::collections::{HashMap, HashSet};

use super::{Front, core_practices, focus_area, in_sentence, parts_of_line};
use crate::document::record::Loc;
use crate::links::{Accountable, Thing, answers};
use crate::model::network::{BodyKind, Members};
use crate::pages::drawing::team;
use crate::pages::view::{self, Link};
use crate::pages::{count, lower_first, sessions_of, upper_first};

/// Levels of the tree; what lies deeper moves up to the last.
pub(super) const DEEPEST: usize = 6;

impl Front<'_, '_, '_> {
    /// The posts as a tree: who answers to whom, around the clinical director; with the post at the head of each branch.
    pub(super) fn team(&self) -> (Vec<view::TeamNode>, Vec<u32>) {
        let posts: Vec<u32> = (0..self.facts.posts.len() as u32).filter(|at| answers::exists(&self.facts.posts[*at as usize].1, self.today)).collect();
        if posts.is_empty() {
            return (Vec::new(), Vec::new());
        }
        let parents = self.parents(&posts);
        let mut tree = Tree::default();
        for at in &posts {
            if let Some(parent) = parents.get(at) {
                tree.children.entry(*parent).or_default().push(*at);
            }
        }
        let roots = self.directors.iter().copied().chain(posts.iter().copied().filter(|at| !parents.contains_key(at)));
        // Posts that answer to each other in a circle hang on no root, so one of them becomes it.
        let order: Vec<u32> = roots.chain(posts.iter().copied()).collect();
        let first_level = if self.directors.is_empty() { 2 } else { 1 };
        let (heads, nodes): (Vec<u32>, Vec<view::TeamNode>) = order.into_iter().filter_map(|at| Some((at, self.branch(at, first_level, &mut tree)?))).unzip();
        if self.directors.is_empty() {
            let seat = self.not_recorded("clinical-director", "Clinical director");
            return (vec![view::TeamNode { seat, note: String::new(), children: nodes }], Vec::new());
        }
        (nodes, heads)
    }

    /// The team drawn below those it answers to, and a sentence about them.
    pub(super) fn team_drawing(&self, nodes: &[view::TeamNode], heads: &[u32]) -> (String, String) {
        let place = self.place;
        let bodies: Vec<Link> = (0..self.facts.bodies.len() as u32).map(|at| place.link(Thing::Body(self.n, at))).collect();
        let icb = place.reference(self.facts.icb.as_ref());
        let board = Link::text("The board");
        let practices = place.seat_of(self.n, &Accountable::Practices).link;
        let members = core_practices(place.desk, self.network).count();
        let mut below_bodies: Vec<(u32, Vec<team::Node<'_>>)> = Vec::new();
        let (mut below_practices, mut below_board, mut below_icb, mut tops) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (number, node) in nodes.iter().enumerate() {
            let head = heads.get(number).copied();
            let drawn = drawn_post(node, head.is_some_and(|at| self.directors.contains(&at)));
            match head.map_or(Above::Nobody, |at| self.above(at)) {
                Above::Body(at) => match below_bodies.iter_mut().find(|(known, _)| *known == at) {
                    Some((_, below)) => below.push(drawn),
                    None => below_bodies.push((at, vec![drawn])),
                },
                Above::Practices if members > 0 => below_practices.push(drawn),
                Above::Board => below_board.push(drawn),
                Above::Commissioner if !icb.is_empty() => below_icb.push(drawn),
                _ => tops.push(drawn),
            }
        }
        let mut of_practices: Vec<team::Node<'_>> = below_practices;
        let mut sentences = Vec::new();
        for (at, below) in below_bodies {
            let (link, body) = (&bodies[at as usize], &self.facts.bodies[at as usize].1);
            let drawn = body_above(link, body.meets.as_ref().map(|meets| format!("meets {}", meets.value)).into_iter().collect(), below);
            if members > 0 && matches!(body.members, Some(Members::AllPractices(_))) {
                sentences.push(format!("All practices sit on {}.", in_sentence(&link.text)));
                of_practices.push(drawn);
            } else {
                tops.insert(0, drawn);
            }
        }
        if !below_board.is_empty() {
            tops.insert(0, body_above(&board, Vec::new(), below_board));
        }
        if !below_icb.is_empty() {
            tops.push(body_above(&icb, Vec::new(), below_icb));
        }
        if !of_practices.is_empty() {
            tops.insert(0, body_above(&practices, vec![count(members, "practice", "practices")], of_practices));
        }
        (team::draw(&tops), sentences.join(" "))
    }

    /// Whom a post answers to, where that is no other post: what the network says, else what its role says.
    fn above(&self, at: u32) -> Above {
        let links = self.place.desk.links;
        let (id, post) = &self.facts.posts[at as usize];
        let of_role = || self.place.desk.handbook.roles[answers::role_of_post(links, id, post)? as usize].facts.accountable_to.as_ref();
        let Some(to) = post.accountable_to.as_ref().or_else(of_role) else { return Above::Nobody };
        match (links.of(to), to.value.as_str()) {
            (Some(Thing::Body(n, body)), _) if n == self.n => Above::Body(body),
            (None, "members") => Above::Practices,
            (None, "commissioner") => Above::Commissioner,
            (None, "board") => {
                let is_board = |kind: Option<&Loc<BodyKind>>| kind.is_some_and(|kind| kind.value == BodyKind::Board);
                let board = self.facts.bodies.iter().position(|(_, body)| is_board(body.kind.as_ref()));
                board.map_or(Above::Board, |body| Above::Body(body as u32))
            }
            _ => Above::Nobody,
        }
    }

    /// The post that each post answers to; directors and those who answer to a body have none.
    fn parents(&self, posts: &[u32]) -> HashMap<u32, u32> {
        let links = self.place.desk.links;
        let roles = &self.place.desk.handbook.roles;
        let here: HashSet<u32> = posts.iter().copied().collect();
        let post_at = |thing: Option<Thing>| match thing {
            Some(Thing::Post(n, at)) if n == self.n && here.contains(&at) => Some(at),
            _ => None,
        };
        let mut deputy_of: HashMap<u32, u32> = HashMap::new();
        let mut by_role: HashMap<u32, Vec<u32>> = HashMap::new();
        for &at in posts {
            let (id, post) = &self.facts.posts[at as usize];
            if let Some(deputy) = post_at(post.deputy.as_ref().and_then(|deputy| links.of(deputy))) {
                deputy_of.entry(deputy).or_insert(at);
            }
            if let Some(role) = answers::role_of_post(links, id, post) {
                by_role.entry(role).or_default().push(at);
            }
        }
        let mut parents = HashMap::new();
        for &at in posts.iter().filter(|at| !self.directors.contains(at)) {
            let (id, post) = &self.facts.posts[at as usize];
            let parent = match &post.accountable_to {
                Some(to) => match links.of(to) {
                    Some(Thing::Body(..)) | None => continue,
                    thing => post_at(thing),
                },
                None if !matches!(self.above(at), Above::Nobody) && !deputy_of.contains_key(&at) => continue,
                None => deputy_of.get(&at).copied().or_else(|| {
                    let to = roles[answers::role_of_post(links, id, post)? as usize].facts.accountable_to.as_ref()?;
                    let Some(Thing::Role(role)) = links.of(to) else { return None };
                    by_role.get(&role)?.first().copied()
                }),
            };
            if let Some(parent) = parent.or_else(|| self.directors.first().copied()).filter(|parent| *parent != at) {
                parents.insert(at, parent);
            }
        }
        parents
    }

    fn branch(&self, at: u32, level: usize, tree: &mut Tree) -> Option<view::TeamNode> {
        if !tree.seen.insert(at) {
            return None;
        }
        let below = match level {
            level if level + 1 < DEEPEST => tree.children.get(&at).cloned().unwrap_or_default(),
            level if level + 1 == DEEPEST => tree.all_below(at),
            _ => Vec::new(),
        };
        let children = below.into_iter().filter_map(|child| self.branch(child, level + 1, tree)).collect();
        Some(view::TeamNode { seat: self.seat(at), note: self.note_of_post(at), children })
    }

    /// "4 sessions a week · long-term conditions".
    fn note_of_post(&self, at: u32) -> String {
        let post = &self.facts.posts[at as usize].1;
        let focus = post.focus_area.as_ref().map_or(String::new(), |area| lower_first(focus_area(area.value)));
        let body = match self.above(at) {
            Above::Nobody => String::new(),
            Above::Body(at) => self.place.link(Thing::Body(self.n, at)).text,
            Above::Practices => "the member practices".to_owned(),
            Above::Board => "the board".to_owned(),
            Above::Commissioner => "the commissioner".to_owned(),
        };
        let body = if body.is_empty() { body } else { format!("answers to {}", in_sentence(&body)) };
        upper_first(&parts_of_line(&[sessions_of(post.sessions.as_ref()), focus, body]))
    }
}

/// The team's tree while it is built: posts below each post, and those that have their place already.
#[derive(Default)]
struct Tree {
    children: HashMap<u32, Vec<u32>>,
    seen: HashSet<u32>,
}

impl Tree {
    /// Everything below a post, from the top down.
    fn all_below(&self, at: u32) -> Vec<u32> {
        let mut found = Vec::new();
        let mut known = HashSet::from([at]);
        let mut waiting = vec![at];
        while let Some(next) = waiting.pop() {
            if next != at {
                found.push(next);
            }
            for child in self.children.get(&next).into_iter().flatten().rev() {
                if known.insert(*child) {
                    waiting.push(*child);
                }
            }
        }
        found
    }
}

/// Whom the head of a branch of the team answers to.
#[derive(Clone, Copy)]
enum Above {
    Practices,
    Body(u32),
    /// A board that is not among the network's bodies.
    Board,
    Commissioner,
    Nobody,
}

/// What stands above the team in its drawing.
fn body_above<'a>(link: &'a Link, names: Vec<String>, mut below: Vec<team::Node<'a>>) -> team::Node<'a> {
    // The branch with most below it stands in the middle, so that the drawing is broad on both sides.
    if let Some((at, _)) = below.iter().enumerate().rev().max_by_key(|(_, node)| node.count()) {
        let broadest = below.remove(at);
        below.insert(below.len() / 2, broadest);
    }
    team::Node { kind: team::Kind::Body, title: &link.text, href: &link.href, names, below }
}

/// A post with its holders, and those who answer to it.
fn drawn_post(node: &view::TeamNode, leads: bool) -> team::Node<'_> {
    let seat = &node.seat;
    let mut names: Vec<String> = seat
        .holders
        .iter()
        .map(|holder| if holder.status.is_empty() { holder.person.text.clone() } else { format!("{} ({})", holder.person.text, holder.status) })
        .collect();
    if names.is_empty() {
        names.push(if seat.vacant.starts_with("Vacant") { "Vacant".to_owned() } else { seat.vacant.clone() });
    }
    let kind = match seat.vacant.is_empty() {
        false => team::Kind::Open,
        true if leads => team::Kind::Lead,
        true => team::Kind::Post,
    };
    team::Node { kind, title: &seat.link.text, href: &seat.link.href, names, below: node.children.iter().map(|child| drawn_post(child, false)).collect() }
}
