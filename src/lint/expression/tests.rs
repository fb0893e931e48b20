//! Expressions against tokens: what they find, what does not apply, what is refused and where.

use super::evaluate::Run;
use super::{Expression, Facts, NOW, Verdict, element};
use crate::instant::Instant;

const CLAIMS: &str = r#"{"iss":"https://as.example","sub":"alice","aud":["https://api.example","b"],
    "exp":1772619600,"iat":1772616000.0,"nbf":null,"scope":"orders.read orders.write","client_id":"web",
    "act":{"sub":"agent-7","act":{"sub":"web"}},"https://as.example/roles":["admin","ops"],
    "big":18446744073709551616,"half":0.5,"flag":true,"empty":"","depth":2,"text":"3600"}"#;

fn judge(text: &str, claims: &str) -> String {
    let expression = match Expression::compile(text) {
        Ok(expression) => expression,
        Err(error) => return format!("{error}"),
    };
    let token = element(claims);
    let chain = token.root().get("delegation");
    let facts = Facts { token: token.root(), parent: None, chain, now: Instant::from_seconds(NOW) };
    match expression.judge(facts) {
        Verdict::True => "true".to_owned(),
        Verdict::False => "false".to_owned(),
        Verdict::NotApplicable => "none".to_owned(),
        Verdict::Failed(failure) => format!("failed: {failure}"),
    }
}

fn table(rows: &[(&str, &str)]) {
    let wrong: Vec<_> = rows
        .iter()
        .map(|(text, want)| (text, judge(text, CLAIMS), want))
        .filter(|(_, found, want)| found != *want)
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn expressions_are_true_or_false() {
    table(&[
        ("true", "true"),
        ("!true || false", "false"),
        ("token.claims.client_id == 'web'", "true"),
        ("token.claims['client_id'] != \"web\"", "false"),
        ("'orders.write' in token.claims.scope.split(' ')", "true"),
        ("token.claims.scope.split(' ').exists(s, s.endsWith('.write'))", "true"),
        ("token.claims.scope.split(' ').all(s, s.startsWith('orders.'))", "true"),
        ("token.claims.scope.split(' ').exists_one(s, s.contains('read'))", "true"),
        ("token.claims.scope.split('').size() == size(token.claims.scope)", "true"),
        ("size(token.claims.aud) == 2 && token.claims.aud.size() > 1", "true"),
        ("token.claims.aud[0].matches('^https://[a-z.]+$')", "true"),
        ("matches(token.claims.sub, 'lic')", "true"),
        ("token.claims.exp - token.claims.iat > 3599", "true"),
        ("token.claims.exp - now == 3600", "true"),
        ("int(token.claims.text) == token.claims.exp - token.claims.iat", "true"),
        ("token.claims.big > 9223372036854775807", "true"),
        ("token.claims.half * 2 == 1", "true"),
        ("token.claims.half + 1 > 1.4", "true"),
        ("7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1 && 2 + 3 * 4 == 14", "true"),
        ("-9223372036854775808 < 0 && 0xff == 255 && 1e3 == 1000", "true"),
        ("1 < 2 == true", "true"),
        ("(1 < 2 ? 'a' : 'b') == 'a'", "true"),
        ("token.claims.act.act.sub == 'web'", "true"),
        ("has(token.claims.act.act.act)", "false"),
        ("!has(token.claims.nothing.at.all)", "true"),
        ("has(token.claims.nbf) && token.claims.nbf == null", "true"),
        ("'https://as.example/roles' in token.claims", "true"),
        ("token.claims['https://as.example/roles'] == ['admin', 'ops']", "true"),
        ("token.claims['https://as.example/roles'].map(r, r.upperAscii()) == ['ADMIN', 'OPS']", "true"),
        ("token.claims['https://as.example/roles'].map(r, r != 'ops', size(r)) == [5]", "true"),
        ("token.claims.aud.filter(a, a.startsWith('https:')).size() == 1", "true"),
        ("token.claims.act == {'sub': 'agent-7', 'act': {'sub': 'web'}}", "true"),
        ("token.claims.act == {'act': {'sub': 'web'}, 'sub': 'agent-8'}", "false"),
        ("token.claims.act.exists(name, name == 'sub')", "true"),
        ("{'web': 60, 'app': 5}[token.claims.client_id] == 60", "true"),
        ("token.delegation.actors.exists(a, a.id == 'agent-7' && a.role == 'current')", "true"),
        ("chain.actors.map(a, a.id) == ['web', 'agent-7']", "true"),
        ("token.times.lifetime_seconds == 3600 && token.times.state == 'malformed'", "true"),
        ("timestamp(token.times.expires) - timestamp(now) == duration('1h')", "true"),
        ("timestamp(token.claims.exp) > timestamp('2026-03-04T10:00:00Z')", "true"),
        ("timestamp(now) + duration('30m') < timestamp(token.claims.exp)", "true"),
        ("string(timestamp(now)) == '2026-03-04T09:20:00Z' && string(duration('2m')) == '120s'", "true"),
        ("int(timestamp(now)) == now && -duration('1m') < duration('0')", "true"),
        ("type(token.claims.aud) == list && type(1) == int && type(token.claims.act) == map", "true"),
        ("bool('true') && double('1.5') == 1.5 && int(2.9) == 2 && string(12) + 'a' == '12a'", "true"),
        ("[' a ', 'b'].map(x, x.trim()).join('-').lowerAscii() == 'a-b'", "true"),
        ("[1] + [2] == [1, 2] && dyn(1) == 1", "true"),
        ("parent == null && token.header == null", "true"),
        ("token.claims.aud == 'b'", "false"),
        ("1 in [2, 3,]", "false"),
        ("r'\\d' == '\\\\d' // a comment", "true"),
        ("[[1, 2], [3]].all(x, x.exists(y, y > 1))", "true"),
        ("[1].all(token, token == 1)", "true"),
    ]);
}

#[test]
fn what_is_not_there_does_not_apply() {
    table(&[
        ("token.claims.azp == 'web'", "none"),
        ("token.claims.azp != 'web'", "none"),
        ("token.claims.act.act.act.sub == 'x'", "none"),
        ("token.claims.aud[7] == 'x'", "none"),
        ("token.claims.nbf > now", "none"),
        ("parent.claims.sub != token.claims.sub", "none"),
        ("token.header.alg == 'none'", "none"),
        ("timestamp(token.times.not_before) > timestamp(now)", "none"),
        ("'x' in token.claims.groups", "none"),
        ("token.claims.groups.exists(g, g == 'x')", "none"),
        ("chain.verdict.outcome == 'breaks'", "none"),
        // Another part may decide without it.
        ("token.claims.azp == 'web' || true", "true"),
        ("token.claims.azp == 'web' && false", "false"),
        ("token.claims.azp == 'web' || false", "none"),
        ("[1, 2].exists(x, x == 2 || token.claims.azp == 'web')", "true"),
    ]);
}

#[test]
fn r17_what_cannot_be_decided_is_a_failure_and_never_a_pass() {
    table(&[
        (
            "token.claims.exp - token.claims.text > 0",
            "failed: line 1, column 18: a whole number beside a text, which do not go together",
        ),
        (
            "token.claims.sub.act.sub == 'x'",
            "failed: line 1, column 18: a text where it takes something else",
        ),
        ("token.claims.depth", "failed: line 1, column 14: a whole number where it takes something else"),
        (
            "token.claims.exp * token.claims.exp * 9 > 0",
            "failed: line 1, column 37: a whole number past 64 bits",
        ),
        ("token.claims.exp / (token.claims.depth - 2) > 0", "failed: line 1, column 18: a division by zero"),
        ("int(token.claims.sub) > 0", "failed: line 1, column 1: a text that is no whole number"),
        ("timestamp(token.claims.sub) > timestamp(0)", "failed: line 1, column 1: a text that is no time"),
        ("has(token.claims.sub.x)", "failed: line 1, column 1: a text where it takes something else"),
        (
            "{token.claims.sub: 1, 'alice': 2}.size() > 0",
            "failed: line 1, column 23: a map with one key twice",
        ),
        (
            "token.claims.sub.matches('^a') && token.claims.aud.startsWith('x')",
            "failed: line 1, column 52: a list where it takes something else",
        ),
        // What fails is not hidden by what is missing, nor the other way round.
        (
            "token.claims.azp == 'a' || token.claims.sub > 1",
            "failed: line 1, column 45: a text beside a whole number, which do not go together",
        ),
        (
            "token.claims.sub > 1 || token.claims.azp == 'a'",
            "failed: line 1, column 18: a text beside a whole number, which do not go together",
        ),
    ]);
}

#[test]
fn r17_nothing_runs_away() {
    let list = format!("[{}]", vec!["1"; 60].join(","));
    let nested =
        |depth: usize| (0..depth).fold("1 == 1".to_owned(), |inner, n| format!("{list}.all(x{n}, {inner})"));
    assert_eq!(judge(&nested(2), CLAIMS), "true");
    assert!(judge(&nested(5), CLAIMS).ends_with("more than 100,000 steps"));
    let hidden = format!("{} || true", nested(5));
    assert!(judge(&hidden, CLAIMS).ends_with("more than 100,000 steps"));
    let hidden = format!("!({}) && false", nested(5));
    assert!(judge(&hidden, CLAIMS).ends_with("more than 100,000 steps"), "{}", judge(&hidden, CLAIMS));
    let doubled = |times: usize| {
        (0..times).fold("'12345678'".to_owned(), |inner, n| format!("[{inner}].map(x{n}, x{n} + x{n})[0]"))
    };
    assert_eq!(judge(&format!("{}.size() > 1", doubled(8)), CLAIMS), "true");
    assert!(judge(&format!("{}.size() > 1", doubled(20)), CLAIMS).ends_with("1 MiB of text and lists made"));
    let long = format!(r#"{{"sub":"{}"}}"#, "a".repeat(1_000_000));
    assert!(judge("token.claims.sub.split('').size() > 0", &long).ends_with("1 MiB of text and lists made"));
    assert!(
        judge("token.claims.sub.matches('(a{0,100}){0,60}b')", &long).ends_with("more than 100,000 steps")
    );
    let deep = format!(r#"{{"a":{0}1{1},"b":{0}1{1}}}"#, "[".repeat(50_000), "]".repeat(50_000));
    assert_eq!(judge("token.claims.a == token.claims.b", &deep), "true");
}

#[test]
fn a_mistake_is_an_error_with_a_place() {
    table(&[
        ("", "line 1, column 1: an expression is empty"),
        ("  // nothing", "line 1, column 1: an expression is empty"),
        ("tokn.claims.sub == 'a'", "line 1, column 1: a variable that is not known"),
        ("token.clams.sub == 'a'", "line 1, column 7: a member that is not known here"),
        ("token['clams'].sub == 'a'", "line 1, column 7: a member that is not known here"),
        ("has(token.clams)", "line 1, column 5: a member that is not known here"),
        ("token.times.expiry == 'a'", "line 1, column 13: a member that is not known here"),
        (
            "true &&\n  token.delegation.actors.exists(a, a.idd == 'x')",
            "line 2, column 39: a member that is not known here",
        ),
        ("token.delegation.actors[0].idd == 'x'", "line 1, column 28: a member that is not known here"),
        (
            "token.delegation.actors.filter(a, true).all(a, a.x == 1)",
            "line 1, column 50: a member that is not known here",
        ),
        ("token.kind.x == 1", "line 1, column 12: a member of a text, which has none"),
        ("token.claims.sub.startWith('a')", "line 1, column 18: a function that is not known"),
        ("startsWith(token.claims.sub, 'a')", "line 1, column 1: a function that is not known"),
        ("token.claims.sub.startsWith('a', 'b')", "line 1, column 18: startsWith takes one text"),
        ("token.claims.sub.startsWith(1)", "line 1, column 29: a whole number where a text is wanted"),
        ("token.claims.aud.exists('a')", "line 1, column 25: exists takes a variable and a condition"),
        ("token.claims.aud.exists(a)", "line 1, column 18: exists takes a variable and a condition"),
        ("token.claims.aud.map(a, b)", "line 1, column 25: a variable that is not known"),
        ("token.claims.aud.exists(in, true)", "line 1, column 25: a word that the language reserves"),
        ("[1].all(x, x) && x == 1", "line 1, column 18: a variable that is not known"),
        ("token.claims.sub", "failed: line 1, column 14: a text where it takes something else"),
        ("token.kind", "line 1, column 7: a text where true or false is wanted"),
        ("now", "line 1, column 1: a whole number where true or false is wanted"),
        ("1 + 2", "line 1, column 3: a whole number where true or false is wanted"),
        ("now == '1'", "line 1, column 8: a text where a whole number is wanted"),
        ("token.kind == 1", "line 1, column 15: a whole number where a text is wanted"),
        ("token.times.expires > now", "line 1, column 23: a whole number where a text is wanted"),
        (
            "'a' + 1 == 'a1'",
            "line 1, column 7: a whole number where something that the operator takes is wanted",
        ),
        ("'jws' in token.kind", "line 1, column 16: a text where a list or a map is wanted"),
        ("1 in token.delegation.scopes", "line 1, column 23: a list where a list of such values is wanted"),
        ("!now", "line 1, column 2: a whole number where true or false is wanted"),
        ("[1] < [2]", "line 1, column 7: a list where what can be put in order is wanted"),
        ("{'a': 1, 'a': 2} == {}", "line 1, column 10: a key that stands twice"),
        (
            "{1.5: 1} == {}",
            "line 1, column 2: a number with a fraction where a text, a whole number, true or false is wanted",
        ),
        (
            "timestamp('tomorrow') > timestamp(0)",
            "line 1, column 11: a text that is no time, such as 2026-01-31T09:00:00Z",
        ),
        ("duration('1 day') > duration('0')", "line 1, column 10: a text that is no duration, such as 1h30m"),
        (
            "token.claims.sub.matches('(')",
            "line 1, column 26: a pattern that is no regular expression, or a very large one",
        ),
        (
            "token.claims.sub.matches(token.claims.aud)",
            "line 1, column 39: a pattern in quotes is wanted here",
        ),
        ("token.claims.sub.matches()", "line 1, column 18: matches takes one pattern"),
        ("has(token)", "line 1, column 5: a member of a value in has() is wanted here"),
        ("token.claims.sub = 'a'", "line 1, column 18: a character that no expression holds"),
        ("token.claims.sub == 'a' &&", "line 1, column 27: a value is wanted here"),
        ("(true", "line 1, column 6: a closing ) is wanted here"),
        ("[1, 2 == [1]", "line 1, column 13: a closing ] is wanted here"),
        ("true ? true", "line 1, column 12: a colon and what else is wanted here"),
        ("true true", "line 1, column 6: an expression that goes on after its end"),
        ("token. == 1", "line 1, column 8: the name of a member is wanted here"),
        ("token.?claims == 1", "line 1, column 7: the name of a member is wanted here"),
        ("if == 1", "line 1, column 1: a word that the language reserves"),
        ("Message{a: 1} == 1", "line 1, column 1: a variable that is not known"),
        ("9223372036854775808 > 1", "line 1, column 1: a number that cannot be read"),
        ("-9223372036854775809 < 1", "line 1, column 1: a number that cannot be read"),
        ("true ? 1 : 2 == 1", "failed: line 1, column 6: a whole number where it takes something else"),
    ]);
    let long = format!("true // {}", "a".repeat(4096));
    assert_eq!(judge(&long, CLAIMS), "line 1, column 1: an expression of more than 4,096 bytes");
}

#[test]
fn r17_no_text_is_too_deep_to_be_refused() {
    for (one, other) in [("(", ")"), ("[", "]"), ("-", ""), ("!", ""), ("has(", ")"), ("true ? true : ", "")]
    {
        let times = 4_000 / (one.len() + other.len());
        let text = format!("{}true{}", one.repeat(times), other.repeat(times));
        assert!(judge(&text, CLAIMS).contains("nested more than 64 levels deep"), "{one}");
    }
    for more in [".a", "[0]", "+1", ".map(x, x)"] {
        let text = format!("token.claims{} == 1", more.repeat(3_900 / more.len()));
        assert!(judge(&text, CLAIMS).contains("nested more than 64 levels deep"), "{more}");
    }
    let wide = vec!["token.kind == 'claims'"; 150].join(" && ");
    assert_eq!(judge(&wide, CLAIMS), "true");
}

#[test]
fn the_nearest_name_is_hinted() {
    for (text, want) in [
        ("tokne.claims.sub == 'a'", "the nearest variable is token"),
        ("weather == 'a'", "the variables are token, parent, chain and now"),
        ("token.clams.sub == 'a'", "the nearest member is claims"),
        ("token.claims.sub.startWith('a')", "the nearest function is startsWith"),
        ("has(token)", "has(token.claims.act), or \"https://name\" in token.claims"),
    ] {
        let error = Expression::compile(text).expect_err("it has a mistake");
        assert_eq!(error.hint().as_deref(), Some(want), "{text}");
    }
}

#[test]
fn the_first_member_that_is_asked_for_is_named() {
    for (text, want) in [
        ("now > 1 || token.claims.aud[0] == 'a' || token.claims.sub == 'a'", "/claims/aud"),
        ("token.claims['https://a'].b == 1", "/claims/https:~1~1a"),
        ("'none' == token.header.alg", "/header/alg"),
        ("!has(token.claims.act.sub)", "/claims/act"),
        ("'x' in token.claims", ""),
        ("parent.claims.sub != token.claims.sub", "/claims/sub"),
    ] {
        assert_eq!(Expression::compile(text).map(|e| e.pointer()), Ok(want.to_owned()), "{text}");
    }
}

/// Every member that decode writes is known here, and so is its kind.
#[test]
fn the_shape_is_that_of_the_element() {
    let token = element(CLAIMS);
    let mut open: Vec<(String, _)> = vec![("token".to_owned(), token.root())];
    let mut seen = 0;
    while let Some((path, value)) = open.pop() {
        for (name, value) in value.members() {
            let path = format!("{path}.{name}");
            let error = Expression::compile(&format!("{path} == null")).err().map(|error| error.to_string());
            assert_eq!(error, None, "{path}");
            seen += 1;
            if !["claims", "header"].contains(&name) {
                open.extend(value.items().next().map(|item| (format!("{path}[0]"), item)));
                open.push((path, value));
            }
        }
    }
    assert!(seen > 50, "{seen}");
}

/// Whatever the budget, an expression either comes to its own answer or to none.
#[test]
fn r17_a_budget_that_ends_anywhere_changes_no_answer() {
    let token = element(CLAIMS);
    let facts = Facts { token: token.root(), parent: None, chain: None, now: Instant::from_seconds(NOW) };
    for text in [
        "[1, 2, 3].all(x, [1, 2].exists(y, y == x || y < x)) && !(token.claims.aud.size() == 3)",
        "false || [token.claims.act] == [{'act': {'sub': 'web'}, 'sub': 'agent-7'}]",
        "token.claims.scope.split(' ').map(s, s + '.').exists(s, s == 'orders.write.')",
    ] {
        let expression = Expression::compile(text).expect("it is an expression");
        let answer = |steps| Run::with_steps(facts, steps).decide(&expression.root);
        let enough = (0..1_000).find(|&steps| answer(steps).is_ok()).expect("a thousand steps are enough");
        assert!(enough > 20, "{enough}");
        assert!(
            (0..enough + 50).all(|steps| answer(steps).is_ok_and(|is| is) == (steps >= enough)),
            "{text}"
        );
    }
}

/// What the documentation shows works.
#[test]
fn the_conditions_of_the_documentation_are_expressions() {
    let page = include_str!("../../../docs/expressions.md");
    let written = page.split("\nwhen = ").skip(1).filter_map(|rest| {
        let quote = ["'''", "'", "\""].into_iter().find(|quote| rest.starts_with(quote))?;
        rest.strip_prefix(quote)?.split(quote).next()
    });
    let written: Vec<&str> = written.collect();
    assert_eq!(written.len(), 4);
    for text in written {
        assert_eq!(Expression::compile(text).err(), None, "{text}");
    }
}

proptest::proptest! {
    /// Words in any order are refused or come to something, and never to a panic or to two answers.
    #[test]
    fn any_words_are_an_expression_or_a_mistake(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "token", "claims", "parent", "chain", "now", "x", "y", "sub", "aud", "has(", "size(", ".size()", ".map(x,",
            ".exists(y,", ".all(x,", ".filter(x,", ".split(", ".join(", "matches(", "timestamp(", "duration(", "int(",
            "string(", "type(", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "==", "!=", "<", ">=", "in", "&&", "||",
            "!", "-", "+", "*", "/", "%", "1", "-9223372036854775808", "1.5", "0x7fffffffffffffff", "'a'", "'1h'", "true",
            "false", "null", "list", "token.claims.aud", "token.claims", "[1, 2, 3]", "{'a': 1}", "x == y", "\n",
        ]), 0..24)
    ) {
        let text = words.join(" ");
        assert_eq!(judge(&text, CLAIMS), judge(&text, CLAIMS));
    }
}
