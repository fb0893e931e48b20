//! Runs a conversation against the world: sends, waits, tries again where that is safe (SECURITY.md R15).

use std::time::Duration;

use crate::conversation::{Answer, Ask, Conversation, Plan, Unanswered};
use crate::instant::Instant;

/// How often one request is tried again.
const AGAIN: u32 = 2;

/// The longest pause that a server may ask for, in seconds; a longer one is reported, not obeyed.
pub const LONGEST_PAUSE: u64 = 30;

/// The world as a driver needs it.
pub trait World {
    /// Sends one request once.
    ///
    /// # Errors
    /// Why there is no answer.
    fn send(&mut self, plan: &Plan) -> Result<Answer, Unanswered>;

    /// Waits, or returns early when the person interrupts.
    fn pause(&mut self, time: Duration);

    /// Whether the person has interrupted.
    fn stopped(&self) -> bool;

    /// Told before each pause, for a word to the person.
    fn retrying(&mut self, plan: &Plan, pause: Duration) {
        let _ = (plan, pause);
    }
}

/// Runs the conversation to its end.
pub fn drive<C: Conversation>(conversation: &mut C, world: &mut dyn World) -> C::Outcome {
    let mut answer = None;
    loop {
        match conversation.next(answer.take()) {
            Ask::Done(outcome) => return outcome,
            Ask::Send(plan) => answer = Some(send(conversation, plan, world)),
        }
    }
}

fn send<C: Conversation>(
    conversation: &mut C,
    mut plan: Box<Plan>,
    world: &mut dyn World,
) -> Result<Answer, Unanswered> {
    let mut tried = 0;
    loop {
        if world.stopped() {
            return Err(Unanswered::Interrupted);
        }
        let answer = world.send(&plan);
        let Some(pause) = pause(&answer, plan.repeatable, tried) else { return answer };
        world.retrying(&plan, pause);
        world.pause(pause);
        tried = tried.saturating_add(1);
        if let Some(renewed) = conversation.renew() {
            plan = renewed;
        }
    }
}

/// How long to wait before another try, or `None` where there is none to be.
fn pause(answer: &Result<Answer, Unanswered>, repeatable: bool, tried: u32) -> Option<Duration> {
    if tried >= AGAIN {
        return None;
    }
    match answer {
        // Nothing was written, so even what works once only may be tried again.
        Err(Unanswered::Connect) => Some(Duration::from_millis(200).saturating_mul(3_u32.pow(tried))),
        Ok(answer) if repeatable && matches!(answer.status, 429 | 503) => match retry_after(answer) {
            Some(seconds) => (seconds <= LONGEST_PAUSE).then(|| Duration::from_secs(seconds)),
            None => Some(Duration::from_secs(1).saturating_mul(2_u32.pow(tried))),
        },
        _ => None,
    }
}

/// The seconds that a server asks to wait (RFC 9110 section 10.2.3); a date counts from the answer's own `Date`.
#[must_use]
pub fn retry_after(answer: &Answer) -> Option<u64> {
    let text = answer.header("retry-after")?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        return Some(text.parse().unwrap_or(u64::MAX));
    }
    let until = http_date(text)?;
    let from = http_date(answer.header("date")?)?;
    u64::try_from(until.seconds_since(from)).ok()
}

/// Reads the one form of date that is written today: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110 section 5.6.7).
fn http_date(text: &str) -> Option<Instant> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.trim().split(' ').skip(1);
    let (day, month, year, time) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let month = MONTHS.iter().position(|name| *name == month)?.checked_add(1)?;
    Instant::parse(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{World, drive, retry_after};
    use crate::conversation::{Answer, Ask, Conversation, Method, Plan, Unanswered};
    use crate::secret::Secret;

    type Reply = Result<Answer, Unanswered>;

    fn answer(status: u16, headers: &[(&str, &str)]) -> Answer {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Answer { status, headers, body: Secret::from("") }
    }

    /// Sends one request and comes to whatever was answered; each renewal has a number in its address.
    struct One {
        repeatable: bool,
        renewed: u32,
    }

    impl One {
        fn plan(&self) -> Box<Plan> {
            Box::new(Plan {
                method: Method::Post,
                url: format!("https://sts.example/{}", self.renewed),
                headers: Vec::new(),
                basic: None,
                form: Vec::new(),
                repeatable: self.repeatable,
                named_by: None,
            })
        }
    }

    impl Conversation for One {
        type Outcome = Reply;

        fn next(&mut self, answer: Option<Reply>) -> Ask<Reply> {
            answer.map_or_else(|| Ask::Send(self.plan()), Ask::Done)
        }

        fn renew(&mut self) -> Option<Box<Plan>> {
            self.renewed += 1;
            Some(self.plan())
        }
    }

    #[derive(Default)]
    struct Script {
        replies: Vec<Reply>,
        sent: Vec<String>,
        pauses: Vec<Duration>,
        stop_after: Option<usize>,
    }

    impl World for Script {
        fn send(&mut self, plan: &Plan) -> Reply {
            self.sent.push(plan.url.clone());
            self.replies.remove(0)
        }

        fn pause(&mut self, time: Duration) {
            self.pauses.push(time);
        }

        fn stopped(&self) -> bool {
            self.stop_after.is_some_and(|n| self.sent.len() >= n)
        }
    }

    fn run(replies: Vec<Reply>, repeatable: bool) -> (Reply, Script) {
        let mut world = Script { replies, ..Script::default() };
        let outcome = drive(&mut One { repeatable, renewed: 0 }, &mut world);
        (outcome, world)
    }

    #[test]
    fn r15_only_busy_servers_and_dead_lines_are_tried_again_and_twice_at_most() {
        let busy = |status| Ok(answer(status, &[]));
        for (replies, repeatable, sent) in [
            (vec![busy(503), busy(429), busy(200)], true, 3),
            (vec![busy(503), busy(503), busy(503)], true, 3),
            (vec![busy(503)], false, 1),
            (vec![busy(500)], true, 1),
            (vec![busy(302)], true, 1),
            (vec![Err(Unanswered::Connect), Err(Unanswered::Connect), Err(Unanswered::Connect)], false, 3),
            (vec![Err(Unanswered::Closed)], true, 1),
            (vec![Err(Unanswered::TimedOut(30))], true, 1),
            (vec![Err(Unanswered::Tls)], true, 1),
        ] {
            let label = format!("{replies:?}");
            assert_eq!(run(replies, repeatable).1.sent.len(), sent, "{label}");
        }
    }

    #[test]
    fn r15_every_try_is_made_anew() {
        let (_, world) = run(vec![Ok(answer(503, &[])), Ok(answer(200, &[]))], true);
        assert_eq!(world.sent, ["https://sts.example/0", "https://sts.example/1"]);
    }

    #[test]
    fn r15_a_pause_of_thirty_seconds_is_obeyed_and_a_longer_one_handed_back() {
        let (outcome, world) =
            run(vec![Ok(answer(429, &[("retry-after", "30")])), Ok(answer(200, &[]))], true);
        assert_eq!(world.pauses, [Duration::from_secs(30)]);
        assert_eq!(outcome.map(|a| a.status), Ok(200));
        for long in ["31", "99999999", "99999999999999999999999999"] {
            let (outcome, world) = run(vec![Ok(answer(429, &[("retry-after", long)]))], true);
            assert!(world.pauses.is_empty());
            assert_eq!(outcome.map(|a| a.status), Ok(429));
        }
    }

    #[test]
    fn a_retry_date_counts_from_the_answers_own_date() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:37 GMT");
        for (after, want) in [
            ("Sun, 06 Nov 1994 08:49:57 GMT", Some(20)),
            ("Sun, 06 Nov 1994 08:49:17 GMT", None),
            ("soon", None),
            ("-1", None),
            ("", None),
            (" 7 ", Some(7)),
        ] {
            assert_eq!(retry_after(&answer(503, &[("retry-after", after), date])), want, "{after}");
        }
    }

    #[test]
    fn an_interrupted_run_sends_nothing_more() {
        let mut world =
            Script { replies: vec![Ok(answer(503, &[]))], stop_after: Some(1), ..Script::default() };
        let outcome = drive(&mut One { repeatable: true, renewed: 0 }, &mut world);
        assert_eq!(outcome, Err(Unanswered::Interrupted));
        assert_eq!(world.sent.len(), 1);
    }
}
