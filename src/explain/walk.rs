//! All explanations of a token, in signed order, down to where the data knows nothing any more.

use super::family::Seen;
use super::recipe::{self, MOST, texts};
use super::table::{Place, ROWS, TEXT};
use super::{Explanation, row};
use crate::token::json::{Kind, SHOWN_LEVELS, Value, step};

/// The name that the data has for a pointer: a top-level member by its name, nested actors as one.
pub(super) fn pattern(pointer: &str) -> String {
    let Some(steps) = pointer.strip_prefix('/') else { return pointer.to_owned() };
    if !steps.contains(['/', '~']) {
        return steps.to_owned();
    }
    let mut pattern = String::new();
    let mut last = "";
    let mut count = 0;
    for name in steps.split('/') {
        // An actor inside an actor means what an actor means.
        if !(name == "act" && last == "act") {
            pattern.push('/');
            pattern.push_str(name);
            count += 1;
        }
        last = name;
    }
    if count == 1 { pattern.trim_start_matches('/').replace("~1", "/").replace("~0", "~") } else { pattern }
}

/// The explanations of header and claims.
pub(super) fn explanations(seen: &Seen<'_>) -> Vec<Explanation> {
    let mut found = Vec::new();
    for (place, root, part) in
        [(Place::Header, "/header", seen.header), (Place::Claims, "/claims", seen.claims)]
    {
        let Some(part) = part else { continue };
        // Values still to be looked at, the next one last; depth is bounded, so a stack of ours is, too.
        let mut waiting: Vec<(String, Value<'_>)> = Vec::new();
        descend(&mut waiting, "", part);
        while let Some((pointer, value)) = waiting.pop() {
            let name = pattern(&pointer);
            explain(seen, place, root, &pointer, &name, value, &mut found);
            let levels = pointer.matches('/').count();
            if value.kind() == Kind::Object && levels < SHOWN_LEVELS && is_known_inside(place, &pointer) {
                descend(&mut waiting, &pointer, value);
            }
        }
    }
    found
}

fn descend<'t>(waiting: &mut Vec<(String, Value<'t>)>, pointer: &str, value: Value<'t>) {
    let start = waiting.len();
    waiting.extend(value.members().map(|(name, value)| (format!("{pointer}{}", step(name)), value)));
    if let Some(added) = waiting.get_mut(start..) {
        added.reverse();
    }
}

/// Whether the data has a row for anything inside.
fn is_known_inside(place: Place, pointer: &str) -> bool {
    let name = pattern(pointer);
    let inside = if name.starts_with('/') { format!("{name}/") } else { format!("{}/", step(&name)) };
    let at = ROWS.partition_point(|row| (row.place, row.name.of(TEXT)) < (place, inside.as_str()));
    ROWS.get(at).is_some_and(|row| row.place == place && row.name.of(TEXT).starts_with(&inside))
}

fn explain(
    seen: &Seen<'_>,
    place: Place,
    root: &str,
    pointer: &str,
    name: &str,
    value: Value<'_>,
    found: &mut Vec<Explanation>,
) {
    let Some(row) = row(seen, place, name) else { return };
    let pointer = format!("{root}{pointer}");
    let pieces = recipe::pieces(row, value);
    if pieces.is_empty() {
        let value = (value.kind() != Kind::Array).then(|| texts(value).pop()).flatten();
        found.push(Explanation { pointer, value, text: row.text.of(TEXT).to_owned() });
        return;
    }
    let is_cut = pieces.len() > MOST;
    for piece in pieces.into_iter().take(MOST) {
        let text = match piece.text {
            Some(text) if row.recipe.derives() => row.known.of(TEXT).replacen("{}", &text, 1),
            Some(text) => text,
            None => row.text.of(TEXT).to_owned(),
        };
        found.push(Explanation { pointer: pointer.clone(), value: Some(piece.value), text });
    }
    if is_cut {
        let text = format!("more than {MOST} values; the rest is not explained");
        found.push(Explanation { pointer, value: None, text });
    }
}
