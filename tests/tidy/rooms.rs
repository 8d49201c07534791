//! No circle runs between rooms, at any depth: a room is a folder below `src`, and where an order is
//! written down it uses only the rooms before it.
//!
//! Paths are read from the text (`crate::…`, `super::…`, `self::…`, with what they have in braces),
//! and followed through the `use` of the folder in which a name is looked up.

use std::collections::{BTreeMap, BTreeSet};

use super::{Source, none, sources};

/// A folder of `src`, and its rooms in the order in which they may use each other.
type RoomOrder = (&'static str, &'static [&'static str]);

/// Folders whose order is written down: every room of theirs stands there.
const ORDERS: [RoomOrder; 4] = [
    (
        "",
        &[
            "base", "dist", "plan", "table", "history", "import", "scenario", "policy", "workload",
            "desk", "metrics", "engine", "study", "decide", "staffing", "load", "fit", "report",
            "shard", "cli",
        ],
    ),
    (
        "desk",
        &[
            "session",
            "message",
            "service_level",
            "queue",
            "presence",
            "live_chat",
            "group",
            "operator",
            "supervisor",
            "license",
        ],
    ),
    ("scenario", &["language", "text", "stated", "resolved", "checked"]),
    (
        "metrics",
        &["results", "statistics", "tallies", "figures", "given", "recording", "invariants"],
    ),
];

/// Of these no one uses another, whatever their order: roles know messages and not each other.
const STRANGERS: [RoomOrder; 1] =
    [("desk", &["live_chat", "group", "operator", "supervisor", "license"])];

/// Files beside the rooms that belong to one of them.
const BELONGS: [(&str, &str); 2] = [("desk::fact", "message"), ("desk::reason", "message")];

/// One segment after the other, from `src` on.
type Segments = Vec<String>;

/// The files of the crate by the module that they are.
struct Crate {
    modules: BTreeMap<Segments, String>,
    /// Every module that is a folder.
    folders: BTreeSet<Segments>,
}

/// A room uses another one of its folder, or what the folder holds beside its rooms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct RoomUse {
    folder: String,
    room: String,
    /// `None`: something of the folder itself.
    other: Option<String>,
    place: String,
}

/// The code of a file, with its comments and its tests taken out.
fn code_of(source: &Source) -> String {
    let lines = source.code().map(|(_, line)| line);
    lines.take_while(|line| *line != "#[cfg(test)]").flat_map(|line| [line, "\n"]).collect()
}

fn segments(path: &str) -> Segments {
    path.split("::").map(|segment| segment.trim().to_owned()).collect()
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The paths in a text that begins with one: several, where it has braces. Each ends with the name
/// by which it is known here (after `as`), or `*`.
fn paths_at(text: &str) -> (Vec<String>, &str) {
    let end = text.find(|c: char| !is_word(c) && c != ':' && c != '*').unwrap_or(text.len());
    let (head, mut rest) = text.split_at(end);
    if !head.ends_with("::") || !rest.starts_with('{') {
        return (vec![head.trim_end_matches(':').to_owned()], rest);
    }
    let mut paths = Vec::new();
    rest = &rest[1..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if let Some(after) = rest.strip_prefix('}') {
            return (paths, after);
        }
        let before = rest.len();
        let (inner, after) = paths_at(rest);
        paths.extend(inner.into_iter().map(|path| match path.as_str() {
            "self" => head.trim_end_matches(':').to_owned(),
            _ => format!("{head}{path}"),
        }));
        // A name of its own (`as`) is not followed.
        rest = after.trim_start_matches(|c: char| c != ',' && c != '}');
        assert!(rest.len() < before, "a list that does not end: {text}");
    }
}

/// Every path in a text that begins with one of these words.
fn paths_from(code: &str, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for word in words {
        let begin = format!("{word}::");
        for (at, _) in code.match_indices(&begin) {
            let before = code[..at].chars().next_back();
            if !before.is_some_and(|c| is_word(c) || c == ':') {
                found.extend(paths_at(&code[at..]).0);
            }
        }
    }
    found
}

impl Crate {
    fn new(sources: &[Source]) -> Self {
        let mut modules = BTreeMap::new();
        let mut folders = BTreeSet::from([Segments::new()]);
        for source in sources {
            let inside = source.path.strip_prefix("src").expect("below src");
            let parts = inside.iter().map(|part| part.to_string_lossy().into_owned());
            let mut module: Segments = parts.collect();
            let file = module.pop().expect("a file's name");
            for depth in 1..=module.len() {
                folders.insert(module[..depth].to_vec());
            }
            match file.trim_end_matches(".rs") {
                "mod" => {}
                "lib" | "main" if module.is_empty() => {}
                name => module.push(name.to_owned()),
            }
            let code = code_of(source);
            modules
                .entry(module)
                .and_modify(|all: &mut String| all.push_str(&code))
                .or_insert(code);
        }
        Self { modules, folders }
    }

    /// A path from the crate's root, as written in a module.
    fn absolute(module: &[String], path: &str) -> Segments {
        let mut from = module.to_vec();
        let mut rest = segments(path);
        match rest[0].as_str() {
            "crate" => {
                from.clear();
                rest.remove(0);
            }
            "self" => {
                rest.remove(0);
            }
            _ => {}
        }
        while rest.first().is_some_and(|segment| segment == "super") {
            from.pop();
            rest.remove(0);
        }
        from.extend(rest);
        from
    }

    /// What a module calls by this name because of a `use`.
    fn imported(&self, module: &[String], name: &str) -> Option<Segments> {
        let code = self.modules.get(module)?;
        let uses = code
            .match_indices("use ")
            .filter(|(at, _)| code[..*at].chars().next_back().is_none_or(char::is_whitespace));
        let paths = uses.flat_map(|(at, word)| paths_at(&code[at + word.len()..]).0);
        let mut named = paths.filter(|path| path.rsplit("::").next() == Some(name));
        let found = named.find(|path| path.contains("::"))?;
        Some(Self::absolute(module, &found))
    }

    /// Which room of a folder a path leads to; `None`: something that the folder itself holds.
    fn room_of(&self, folder: &[String], path: &[String], depth: usize) -> Option<String> {
        let name = path.get(folder.len())?;
        let child = [folder, std::slice::from_ref(name)].concat();
        if self.folders.contains(&child) {
            return Some(name.clone());
        }
        if let Some((_, room)) = BELONGS.iter().find(|(file, _)| *file == child.join("::")) {
            return Some((*room).to_owned());
        }
        let target = self.imported(folder, name)?;
        (depth < 8 && target.starts_with(folder))
            .then(|| self.room_of(folder, &target, depth + 1))?
    }

    /// Every use of a room by another one of the same folder, and of the folder's own things.
    fn uses(&self) -> BTreeSet<RoomUse> {
        let mut uses = BTreeSet::new();
        for (module, code) in &self.modules {
            for path in paths_from(code, &["crate", "super", "self"]) {
                let target = Self::absolute(module, &path);
                for depth in 0..module.len() {
                    let (folder, inside) = module.split_at(depth);
                    let home = [folder, &inside[..1]].concat();
                    // `pub(in crate::desk)` and the like name no more than the folder.
                    let leads_out = target.len() > depth && target[..depth] == *folder;
                    if !self.folders.contains(&home) || !leads_out || target.starts_with(&home) {
                        continue;
                    }
                    uses.insert(RoomUse {
                        folder: folder.join("::"),
                        room: inside[0].clone(),
                        other: self.room_of(folder, &target, 0),
                        place: format!("{}: {path}", module.join("::")),
                    });
                }
            }
        }
        uses.retain(|one| one.other.as_ref() != Some(&one.room));
        uses
    }
}

fn order_of(orders: &[RoomOrder], folder: &str) -> Option<&'static [&'static str]> {
    orders.iter().find(|(other, _)| *other == folder).map(|(_, order)| *order)
}

/// What is wrong with a use where the order of the folder's rooms is written down.
fn fault(one: &RoomUse) -> Option<String> {
    let order = order_of(&ORDERS, &one.folder)?;
    let place = |room: &str| order.iter().position(|known| *known == room);
    let RoomUse { room, other, place: path, .. } = one;
    let Some(other) = other else {
        return Some(format!("{path} belongs to the folder, which knows all its rooms"));
    };
    if place(other) > place(room) {
        return Some(format!("{path}: {room} must not use {other}"));
    }
    let strangers = order_of(&STRANGERS, &one.folder).unwrap_or_default();
    let both = [room, other].iter().all(|one| strangers.contains(&one.as_str()));
    both.then(|| format!("{path}: {room} and {other} do not know each other"))
}

/// The rooms that can be reached from one, and the way there.
fn circle(uses: &BTreeMap<&str, BTreeSet<&str>>, from: &str) -> Option<String> {
    let mut ways = vec![vec![from]];
    let mut seen = BTreeSet::new();
    while let Some(way) = ways.pop() {
        let last = way[way.len() - 1];
        for next in uses.get(last).into_iter().flatten() {
            if *next == from {
                return Some([&way[..], &[from]].concat().join(" → "));
            }
            if seen.insert(*next) {
                ways.push([&way[..], &[*next]].concat());
            }
        }
    }
    None
}

#[test]
fn where_an_order_is_written_down_every_room_has_its_place_in_it() {
    let all = Crate::new(&sources());
    let mut faults = Vec::new();
    for (folder, order) in ORDERS {
        let parent = if folder.is_empty() { Segments::new() } else { segments(folder) };
        let inside = all
            .folders
            .iter()
            .filter(|child| child.len() == parent.len() + 1 && child.starts_with(&parent));
        let rooms: BTreeSet<&str> = inside.map(|child| child[parent.len()].as_str()).collect();
        let placed: BTreeSet<&str> = order.iter().copied().collect();
        let unlike = rooms.symmetric_difference(&placed);
        faults.extend(
            unlike.map(|room| format!("`{folder}`: {room} is a room or has a place, not both")),
        );
    }
    none(&faults);
}

#[test]
fn a_room_uses_only_the_rooms_before_it() {
    let faults: Vec<String> = Crate::new(&sources()).uses().iter().filter_map(fault).collect();
    none(&faults);
}

#[test]
fn no_circle_runs_between_rooms_at_any_depth() {
    let uses = Crate::new(&sources()).uses();
    let mut by_folder: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for one in &uses {
        if let Some(other) = &one.other {
            let rooms = by_folder.entry(&one.folder).or_default();
            rooms.entry(&one.room).or_default().insert(other);
        }
    }
    let mut faults = Vec::new();
    for (folder, rooms) in by_folder {
        let circles = rooms.keys().filter_map(|room| circle(&rooms, room));
        faults.extend(circles.map(|way| format!("src/{folder}: {way}")));
    }
    none(&faults);
}

/// A small crate: `a` before `b`, and `b` re-exported by their folder.
fn two_rooms(a: &str, b: &str) -> Vec<RoomUse> {
    let source = |path: &str, text: &str| Source {
        path: path.into(),
        room: String::new(),
        text: text.to_owned(),
    };
    let files = [
        source("src/lib.rs", "mod house;"),
        source(
            "src/house/mod.rs",
            "mod a;\nmod b;\npub use a::First;\npub use self::b::{Second, x::Third};",
        ),
        source("src/house/a/mod.rs", ""),
        source("src/house/a/deep.rs", a),
        source("src/house/b/mod.rs", b),
    ];
    Crate::new(&files).uses().into_iter().collect()
}

#[track_caller]
fn uses_b(a: &str) {
    let found = two_rooms(a, "use crate::house::a::First;\nuse super::First;");
    let one = found.iter().find(|one| one.room == "a").expect("a use is found");
    assert_eq!((one.folder.as_str(), one.other.as_deref()), ("house", Some("b")), "{a}");
    let of_b = found.iter().filter(|one| one.room == "b");
    assert!(of_b.clone().count() == 2 && of_b.clone().all(|one| one.other.as_deref() == Some("a")));
}

#[test]
fn a_use_is_found_however_it_is_written() {
    uses_b("use crate::house::b::Second;");
    uses_b("use crate::{house::{a::First, b::Second}};");
    uses_b("use super::super::b;");
    uses_b("use super::super::{\n    b::{\n        self, x as y,\n    },\n};");
    uses_b("fn f() { crate::house::b::g::<u8>() }");
    // Through what the folder hands on.
    uses_b("use crate::house::Second;");
    uses_b("use super::super::Third;");
}

#[test]
fn what_stays_in_a_room_is_no_use() {
    for a in [
        "use super::First;",
        "use self::x::Y;",
        "pub(in crate::house) fn f() {}",
        "// use crate::house::b::Second;",
        "#[cfg(test)]\nmod tests { use crate::house::b::Second; }",
        "use crate::house::First;",
    ] {
        assert_eq!(two_rooms(a, ""), [], "{a}");
    }
}
