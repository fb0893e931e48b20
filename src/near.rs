//! The nearest known words to one that nobody knows.

/// How many are named.
const NAMED: usize = 5;

/// The longest word that is compared, in characters: comparing costs the product of both lengths.
const LONGEST: usize = 64;

/// The words that differ least from the one asked for, best first; none where nothing is near.
#[must_use]
pub fn nearest<'w>(asked: &str, words: impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let asked: Vec<char> = asked.trim().to_lowercase().chars().take(LONGEST + 1).collect();
    if asked.is_empty() || asked.len() > LONGEST {
        return Vec::new();
    }
    // A third of the letters may differ: beyond that a word is another word.
    let allowed = (asked.len() / 3).max(1);
    let mut found: Vec<(usize, &str)> = Vec::new();
    for word in words {
        let known: Vec<char> = word.to_lowercase().chars().take(LONGEST).collect();
        let holds = asked.len() >= 4 && contains(&known, &asked);
        let far = if holds { 1 } else { distance(&asked, &known) };
        if far <= allowed && !found.iter().any(|(_, other)| *other == word) {
            found.push((far, word));
        }
    }
    found.sort_by_key(|(far, word)| (*far, word.len()));
    // Next to a near word a far one only confuses.
    let best = found.first().map_or(0, |(far, _)| *far);
    found.into_iter().take_while(|(far, _)| *far <= best + 1).take(NAMED).map(|(_, word)| word).collect()
}

fn contains(known: &[char], asked: &[char]) -> bool {
    known.windows(asked.len()).any(|part| part == asked)
}

/// Letters to put in, take out, change or swap with their neighbour (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let width = other.len() + 1;
    let mut rows: [Vec<usize>; 3] = [vec![0; width], (0..width).collect(), vec![0; width]];
    for (down, a) in one.iter().enumerate() {
        let [before, above, row] = &mut rows;
        let at = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(usize::MAX);
        row.clear();
        row.push(down + 1);
        for (across, b) in other.iter().enumerate() {
            let change = at(above, across) + usize::from(a != b);
            let mut best = change.min(at(above, across + 1) + 1).min(at(row, across) + 1);
            let swapped =
                across > 0 && down > 0 && one.get(down - 1) == Some(b) && other.get(across - 1) == Some(a);
            if swapped {
                best = best.min(at(before, across - 1) + 1);
            }
            row.push(best);
        }
        rows.rotate_left(1);
    }
    let [_, last, _] = &rows;
    last.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_of_the_finger_is_forgiven_and_another_word_is_not() {
        let words = ["invalid_target", "invalid_grant", "uti", "aud", "xms_act_fct", "access_token"];
        for (asked, want) in [
            ("invalid_traget", vec!["invalid_target"]),
            ("Invalid-Grant", vec!["invalid_grant"]),
            ("xms_act_fact", vec!["xms_act_fct"]),
            ("utii", vec!["uti"]),
            ("token", vec!["access_token"]),
            ("weather", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(nearest(asked, words.into_iter()), want, "{asked}");
        }
        assert!(nearest(&"a".repeat(100_000), words.into_iter()).is_empty());
    }
}
