//! Generic scope shapes: words that say "everything" at whoever's API, where no vendor's data knows better.

/// How a scope looks, in letters of any case.
enum Shape {
    /// The whole word.
    Is(&'static str),
    /// How it begins.
    Begins(&'static str),
    /// How it ends.
    Ends(&'static str),
    /// What stands somewhere in it.
    Has(&'static str),
}

use Shape::{Begins, Ends, Has, Is};

/// The shapes, with their tier and what they give away.
const SHAPES: [(Shape, u8, &str); 9] = [
    (Is("root"), 0, "everything, by its name"),
    (Is("superuser"), 0, "everything, by its name"),
    (Is("admin"), 1, "administers the whole API, by its name"),
    (Begins("admin:"), 1, "administers, by its name"),
    (Ends(":write:all"), 1, "writes everything of its kind, by its name"),
    (Ends(".default"), 1, "every scope that was ever consented to, those to come too"),
    (Begins("full_access"), 1, "everything that the API has, by its name"),
    (Ends(".ReadWrite.All"), 1, "reads and changes everything of its kind, by its name"),
    // A scope with a star has a rule of its own, a role has not.
    (Has("*"), 1, "everything that fits its star"),
];

/// The tier of a scope or role by its looks, and what it gives away.
pub(super) fn shape(name: &str) -> Option<(u8, &'static str)> {
    let found = SHAPES.iter().find(|(shape, ..)| match shape {
        Is(word) => name.eq_ignore_ascii_case(word),
        Begins(start) => name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start)),
        Ends(end) => {
            let from = name.len().checked_sub(end.len());
            from.and_then(|from| name.get(from..)).is_some_and(|last| last.eq_ignore_ascii_case(end))
        }
        Has(part) => name.contains(part),
    });
    found.map(|(_, tier, why)| (*tier, *why))
}

#[cfg(test)]
mod tests {
    use super::shape;

    #[test]
    fn a_shape_is_told_by_its_ends_or_its_star() {
        for (name, want) in [
            ("root", Some(0)),
            ("SuperUser", Some(0)),
            ("admin", Some(1)),
            ("admin:users", Some(1)),
            ("orders:write:all", Some(1)),
            (".default", Some(1)),
            ("api://ledger/.default", Some(1)),
            ("full_access", Some(1)),
            ("full_access_as_app", Some(1)),
            ("Orders.ReadWrite.All", Some(1)),
            ("orders.readwrite.all", Some(1)),
            ("Admin:org", Some(1)),
            ("\u{e4}dmin:a", None),
            ("*", Some(1)),
            ("*.*", Some(1)),
            ("orders:*", Some(1)),
            ("orders.read", None),
            ("administrator.read", None),
            ("roots", None),
            ("aws.cognito.signin.user.admin", None),
            ("Orders.ReadWrite", None),
            ("openid", None),
            ("", None),
        ] {
            assert_eq!(shape(name).map(|(tier, _)| tier), want, "{name}");
        }
    }
}
