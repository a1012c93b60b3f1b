//! Who answers to whom: boxes below each other, joined by lines.
//!
//! Boxes that answer to one stand side by side where there is room, else in rows that hang on a rail at their left; below
//! them boxes then stand under each other. So the drawing is never wider than [`WIDEST`].

use super::{BOLD, Class, PLAIN, Pen, Told, escape};

/// Width of a box.
const BOX: i32 = 152;
/// Between boxes side by side.
const GAP: i32 = 14;
/// Between a box and those below it.
const DROP: i32 = 32;
/// Between boxes under each other.
const STEP: i32 = 12;
/// How far boxes that stand under each other move in.
const INDENT: i32 = 20;
/// Five boxes side by side.
const WIDEST: i32 = 5 * BOX + 4 * GAP;
/// Room for half a stroke.
const EDGE: i32 = 1;
/// Inside a box, on each side.
const PADDING: i32 = 10;
const TITLE_LINE: i32 = 17;
const NAME_LINE: i32 = 16;
/// More boxes are no longer taken in at a look.
const MOST: usize = 32;
/// Of more holders the drawing says how many there are.
const MOST_NAMES: usize = 3;

/// What a box stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Kind {
    /// A post that somebody holds.
    #[default]
    Post,
    /// The post that leads.
    Lead,
    /// A post that nobody holds, or nobody for good.
    Open,
    /// The practices, a body, somebody outside the network.
    Body,
}

/// A box with those who answer to it.
#[derive(Clone, Debug, Default)]
pub struct Node<'a> {
    /// What it stands for.
    pub kind: Kind,
    /// The post or body.
    pub title: &'a str,
    /// Its page; may be empty.
    pub href: &'a str,
    /// Who holds it, or a word in their place: "Vacant".
    pub names: Vec<String>,
    /// Who answers to it.
    pub below: Vec<Node<'a>>,
}

impl Node<'_> {
    /// How many boxes it is with those below it.
    pub fn count(&self) -> usize {
        1 + self.below.iter().map(Node::count).sum::<usize>()
    }
}

/// The drawing; empty where there is one box alone, or more than a look takes in.
pub fn draw(tops: &[Node<'_>]) -> String {
    let boxes: usize = tops.iter().map(Node::count).sum();
    if !(2..=MOST).contains(&boxes) {
        return String::new();
    }
    let tops: Vec<Lettered<'_>> = tops.iter().map(Lettered::new).collect();
    let whole = whole(&tops);
    let mut pen = Pen::default();
    let mut d = String::new();
    for line in &whole.lines {
        line.add_to(&mut d);
    }
    pen.path("", &d);
    for placed in &whole.boxes {
        placed.draw(&mut pen);
    }
    pen.finish("drawing team-drawing", (px(whole.width() + 2 * EDGE), px(whole.height() + 2 * EDGE)), &Told::Beside)
}

/// A place on the finished drawing, where nothing is left of nought.
fn px(place: i32) -> u32 {
    place.unsigned_abs()
}

/// A line of accountability: straight down or sideways.
#[derive(Clone, Copy, Debug)]
struct Line {
    from: (i32, i32),
    to: (i32, i32),
}

impl Line {
    fn add_to(self, d: &mut String) {
        use std::fmt::Write as _;
        let (from, to) = (self.from, self.to);
        let _ = write!(d, "M{} {}", from.0 + EDGE, from.1 + EDGE);
        let _ = if from.0 == to.0 { write!(d, "V{}", to.1 + EDGE) } else { write!(d, "H{}", to.0 + EDGE) };
    }
}

/// A box with its words in lines. Letters are measured once, however often boxes are moved about.
struct Lettered<'n> {
    node: &'n Node<'n>,
    title: Vec<String>,
    names: Vec<String>,
    height: i32,
    below: Vec<Lettered<'n>>,
}

impl<'n> Lettered<'n> {
    fn new(node: &'n Node<'n>) -> Self {
        let room = BOX - 2 * PADDING;
        let mut names: Vec<String> = node.names.iter().take(MOST_NAMES).flat_map(|name| PLAIN.lines(name, px(room), 2)).collect();
        if node.names.len() > MOST_NAMES {
            names.push(format!("and {} more", node.names.len() - MOST_NAMES));
        }
        let title = BOLD.lines(node.title, px(room), 3);
        let height = (words_height(&title, &names) + 2 * PADDING + 1) / 2 * 2;
        Self { node, title, names, height, below: node.below.iter().map(Lettered::new).collect() }
    }
}

fn words_height(title: &[String], names: &[String]) -> i32 {
    let names = if names.is_empty() { 0 } else { 2 + NAME_LINE * names.len() as i32 };
    TITLE_LINE * title.len() as i32 + names
}

/// A box with its place.
struct Placed<'l> {
    of: &'l Lettered<'l>,
    x: i32,
    y: i32,
    height: i32,
}

impl Placed<'_> {
    fn draw(&self, pen: &mut Pen) {
        let node = self.of.node;
        let class = match node.kind {
            Kind::Post => "",
            Kind::Lead => "lead",
            Kind::Open => "open",
            Kind::Body => "body",
        };
        let (x, mut y) = (self.x + EDGE, self.y + EDGE);
        let tag = if node.href.is_empty() { "g" } else { "a" };
        pen.put(format_args!("<{tag}{}", Class(class)));
        if !node.href.is_empty() {
            // For the mouse alone: the list beside the drawing has the same links for everybody.
            pen.put(format_args!(" href=\"{}\" tabindex=\"-1\"", escape(node.href)));
        }
        pen.put(format_args!(">"));
        pen.rect("", (px(x), px(y)), (px(BOX), px(self.height)));
        y += (self.height - words_height(&self.of.title, &self.of.names)) / 2;
        for line in &self.of.title {
            pen.words("strong", (px(x + BOX / 2), px(y + 13)), line);
            y += TITLE_LINE;
        }
        y += 2;
        for line in &self.of.names {
            pen.words("", (px(x + BOX / 2), px(y + 12)), line);
            y += NAME_LINE;
        }
        pen.put(format_args!("</{tag}>"));
    }
}

/// Boxes with their lines. The first box is the one that the others answer to. Places may be left of nought until the
/// whole is done.
#[derive(Default)]
struct Block<'l> {
    boxes: Vec<Placed<'l>>,
    lines: Vec<Line>,
}

impl<'l> Block<'l> {
    /// A box of its own, at least as high as its neighbours.
    fn alone(of: &'l Lettered<'l>, height: i32) -> Self {
        Self { boxes: vec![Placed { of, x: 0, y: 0, height: of.height.max(height) }], lines: Vec::new() }
    }

    /// Where a line from above meets the first box.
    fn stem(&self) -> i32 {
        self.boxes.first().map_or(0, |first| first.x + BOX / 2)
    }

    /// Left and right end, rails included.
    fn span(&self) -> (i32, i32) {
        let of_boxes = self.boxes.iter().map(|placed| (placed.x, placed.x + BOX));
        let of_lines = self.lines.iter().map(|line| (line.from.0.min(line.to.0), line.from.0.max(line.to.0)));
        of_boxes.chain(of_lines).fold((i32::MAX, i32::MIN), |(left, right), (from, to)| (left.min(from), right.max(to)))
    }

    fn width(&self) -> i32 {
        let (left, right) = self.span();
        right.saturating_sub(left).max(0)
    }

    fn height(&self) -> i32 {
        self.boxes.iter().map(|placed| placed.y + placed.height).max().unwrap_or(0)
    }

    fn moved(mut self, (x, y): (i32, i32)) -> Self {
        for placed in &mut self.boxes {
            (placed.x, placed.y) = (placed.x + x, placed.y + y);
        }
        for line in &mut self.lines {
            for end in [&mut line.from, &mut line.to] {
                *end = (end.0 + x, end.1 + y);
            }
        }
        self
    }

    fn take(&mut self, other: Block<'l>) {
        self.boxes.extend(other.boxes);
        self.lines.extend(other.lines);
    }

    fn line(&mut self, from: (i32, i32), to: (i32, i32)) {
        if from != to {
            self.lines.push(Line { from, to });
        }
    }

    /// What stands where: left, top, right and bottom of every box and line.
    fn taken(&self) -> impl Iterator<Item = [i32; 4]> {
        // Half the way up to the box above runs a line that joins neighbours.
        let boxes = self.boxes.iter().map(|placed| [placed.x, placed.y - DROP / 2, placed.x + BOX, placed.y + placed.height]);
        let lines = self.lines.iter().map(|line| {
            let ((a, b), (c, d)) = (line.from, line.to);
            [a.min(c), b.min(d), a.max(c), b.max(d)]
        });
        boxes.chain(lines)
    }

    /// How far another block must move to the right to stand beside this one.
    fn clear_of(&self, other: &Block<'_>) -> i32 {
        let mut shift = i32::MIN;
        for mine in self.taken() {
            for theirs in other.taken() {
                if theirs[1] <= mine[3] + STEP && mine[1] <= theirs[3] + STEP {
                    shift = shift.max(mine[2] + GAP - theirs[0]);
                }
            }
        }
        if shift == i32::MIN { 0 } else { shift }
    }
}

/// All branches side by side, in several rows where they must, from nought on.
fn whole<'l>(tops: &'l [Lettered<'l>]) -> Block<'l> {
    let mut whole = Block::default();
    for row in rows(laid_out(tops, WIDEST), WIDEST) {
        let y = if whole.boxes.is_empty() { 0 } else { whole.height() + DROP };
        let row = beside(row);
        let left = row.span().0;
        whole.take(row.moved((-left, y)));
    }
    whole
}

/// Neighbours, each with what is below it: as broad as they like where all have room, else narrow.
fn laid_out<'l>(nodes: &'l [Lettered<'l>], room: i32) -> Vec<Block<'l>> {
    let height = nodes.iter().map(|node| node.height).max().unwrap_or(0);
    for room_for_each in [room, room / 2] {
        let broad: Vec<Block<'l>> = nodes.iter().map(|node| branch(node, height, room_for_each)).collect();
        if breadth(&broad) <= room {
            return broad;
        }
    }
    nodes.iter().map(|node| stack(node, height)).collect()
}

/// How far each block moves to stand beside those before it, as close as they let it.
fn shifts(blocks: &[Block<'_>]) -> Vec<i32> {
    let mut shifts: Vec<i32> = Vec::with_capacity(blocks.len());
    for block in blocks {
        let clear = shifts.iter().zip(blocks).map(|(shift, before)| shift + before.clear_of(block)).max();
        shifts.push(clear.unwrap_or(0));
    }
    shifts
}

fn breadth(blocks: &[Block<'_>]) -> i32 {
    let spans = shifts(blocks).into_iter().zip(blocks).map(|(shift, block)| {
        let (left, right) = block.span();
        (left + shift, right + shift)
    });
    let (left, right) = spans.fold((i32::MAX, i32::MIN), |(left, right), (from, to)| (left.min(from), right.max(to)));
    right.saturating_sub(left).max(0)
}

/// Blocks side by side as one, their heads in the order of the list.
fn beside(blocks: Vec<Block<'_>>) -> Block<'_> {
    let shifts = shifts(&blocks);
    let mut all = Block::default();
    for (block, shift) in blocks.into_iter().zip(shifts) {
        all.take(block.moved((shift, 0)));
    }
    all
}

/// A box with those who answer to it side by side below it.
fn branch<'l>(of: &'l Lettered<'l>, height: i32, room: i32) -> Block<'l> {
    let mut block = Block::alone(of, height);
    if of.below.is_empty() {
        return block;
    }
    let below = laid_out(&of.below, room);
    // In more rows than one, those who have somebody below them stand first, and the others hang on a rail beside them.
    let is_one_row = breadth(&below) <= room;
    let (mut first, mut others): (Vec<_>, Vec<_>) = below.into_iter().partition(|block| is_one_row || block.boxes.len() > 1);
    if breadth(&first) + GAP + INDENT + BOX > room && !is_one_row {
        others.splice(..0, std::mem::take(&mut first));
    }
    let (top, bus) = (block.height(), block.height() + DROP / 2);
    let mut y = top + DROP;
    let mut stems = Vec::new();
    let mut rail = 0;
    if !first.is_empty() {
        stems.extend(first.iter().zip(shifts(&first)).map(|(block, shift)| block.stem() + shift));
        let first = beside(first);
        rail = first.span().1 + GAP;
        block.take(first.moved((0, y)));
    }
    let mut hangs_to = bus;
    for (number, row) in rows(others, room - rail - INDENT).into_iter().enumerate() {
        let shifts = shifts(&row);
        let row_stems: Vec<i32> = row.iter().zip(&shifts).map(|(block, shift)| block.stem() + shift).collect();
        let row = beside(row);
        let x = rail + INDENT - row.span().0;
        let height = row.height();
        block.take(row.moved((x, y)));
        if number == 0 {
            stems.extend(row_stems.iter().map(|stem| stem + x));
        } else {
            hangs_to = y - DROP / 2;
            for stem in &row_stems {
                block.line((stem + x, hangs_to), (stem + x, y));
            }
            block.line((rail, hangs_to), (row_stems.last().map_or(rail, |last| last + x), hangs_to));
        }
        y += height + DROP;
    }
    let (left, right) = (stems.iter().copied().min().unwrap_or(0), stems.iter().copied().max().unwrap_or(0));
    let middle = (left + right) / 2;
    block.boxes[0].x = middle - BOX / 2;
    block.line((middle, top), (middle, bus));
    for stem in stems {
        block.line((stem, bus), (stem, top + DROP));
    }
    block.line((if hangs_to > bus { left.min(rail) } else { left }, bus), (right, bus));
    block.line((rail, bus), (rail, hangs_to));
    block
}

/// A box with those who answer to it under each other.
fn stack<'l>(of: &'l Lettered<'l>, height: i32) -> Block<'l> {
    let mut block = Block::alone(of, height);
    let rail = INDENT / 2;
    let top = block.height();
    let mut end = top;
    for below in &of.below {
        let y = block.height() + STEP;
        let below = stack(below, 0);
        end = y + below.boxes.first().map_or(0, |first| first.height / 2);
        block.take(below.moved((INDENT, y)));
        block.line((rail, end), (INDENT, end));
    }
    block.line((rail, top), (rail, end));
    block
}

/// Blocks in rows, about as many in each.
fn rows(blocks: Vec<Block<'_>>, room: i32) -> Vec<Vec<Block<'_>>> {
    if breadth(&blocks) <= room {
        return vec![blocks];
    }
    let counts = |most: usize| {
        let mut counts: Vec<usize> = Vec::new();
        let mut used = 0;
        for block in &blocks {
            let width = block.width();
            match counts.last_mut() {
                Some(count) if used + GAP + width <= room && *count < most => {
                    *count += 1;
                    used += GAP + width;
                }
                _ => {
                    counts.push(1);
                    used = width;
                }
            }
        }
        counts
    };
    let fewest = counts(usize::MAX).len().max(1);
    let counts = counts(blocks.len().div_ceil(fewest));
    let mut blocks = blocks.into_iter();
    counts.into_iter().map(|count| blocks.by_ref().take(count).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Kind, MOST, Node, WIDEST, draw};
    use crate::pages::drawing::testing::{NAMES, Seen};

    fn node<'a>(title: &'a str, below: Vec<Node<'a>>) -> Node<'a> {
        Node { title, href: "posts/post.html", names: vec!["Amara Bello".to_owned()], below, ..Node::default() }
    }

    fn leaves(number: usize) -> Vec<Node<'static>> {
        (0..number).map(|_| node("Clinical lead", Vec::new())).collect()
    }

    /// A line of posts, each below the one before it.
    fn chain(length: usize, end: Vec<Node<'static>>) -> Vec<Node<'static>> {
        (0..length).fold(end, |below, _| vec![node("Operations lead", below)])
    }

    fn whole(svg: &str) -> Seen<'_> {
        let seen = Seen::of(svg);
        seen.holds_together().has_boxes_apart(0);
        assert!(seen.boxes.iter().all(|one| one[2] <= f64::from(WIDEST + 2)), "{svg}");
        seen
    }

    #[test]
    fn posts_stand_below_whom_they_answer_to() {
        let svg =
            draw(&[Node { kind: Kind::Body, href: "", ..node("The practices", vec![Node { kind: Kind::Lead, ..node("Clinical director", leaves(3)) }]) }]);
        let seen = whole(&svg);
        seen.says(&["The practices", "Amara Bello", "Clinical director", "Amara Bello", "Clinical lead"]);
        assert!(seen.boxes.windows(2).take(2).all(|pair| pair[0][3] < pair[1][1]), "{svg}");
        assert!(seen.boxes[2..].windows(2).all(|pair| pair[0][1] == pair[1][1] && pair[0][3] == pair[1][3]), "{svg}");
        // The mouse may follow the drawing's links; keys and screen readers have those of the list.
        assert_eq!((svg.matches("<a ").count(), svg.matches("tabindex=\"-1\"").count()), (4, 4));
        assert!(svg.contains("aria-hidden=\"true\""));
    }

    #[test]
    fn every_shape_of_team_fits() {
        for number in 1..MOST {
            whole(&draw(&[node("Clinical director", leaves(number))]));
        }
        for depth in 0..6 {
            for (broad, heavy) in [(1, 1), (3, 2), (6, 4), (12, 3), (2, 11)] {
                let mut below = leaves(broad);
                below.insert(broad / 2, node("PCN manager", chain(depth, leaves(heavy))));
                whole(&draw(&[node("Clinical director", below.clone())]));
                let tops = vec![node("Chair", Vec::new()), node("Board", vec![node("Clinical director", below)]), node("Guardian", leaves(2))];
                whole(&draw(&tops));
                whole(&draw(&[node("The practices", tops)]));
            }
        }
        let bushy = |size: usize| (0..size).map(|_| node("Lead", leaves(size))).collect::<Vec<_>>();
        for size in 1..=4 {
            whole(&draw(&bushy(size)));
            whole(&draw(&[node("Director", bushy(size))]));
        }
    }

    #[test]
    fn names_of_any_length_have_room() {
        let posts = NAMES.iter().enumerate().map(|(at, name)| Node { names: vec![(*name).to_owned(); at], ..node(name, Vec::new()) });
        whole(&draw(&[node("Clinical director", posts.collect())])).says(&["and 5 more"]);
    }

    #[test]
    fn one_box_alone_or_a_crowd_is_left_to_the_list() {
        assert_eq!(draw(&leaves(1)), "");
        assert_eq!(draw(&[]), "");
        assert_eq!(draw(&leaves(MOST + 1)), "");
    }
}
