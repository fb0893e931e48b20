//! Ordered fan-out of pure work; threads live here, in `sts/` and in `render/human`, nowhere else.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

/// Runs one piece of work beside the caller.
#[allow(clippy::disallowed_methods, reason = "this is the door")]
pub fn in_background<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::spawn(work)
}

/// How many threads work if nobody says otherwise: the cores that this process may use.
#[must_use]
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Applies pure work to a batch on at most `threads` threads; results keep the order of the batch.
pub fn map<T: Sync, R: Send>(batch: &[T], threads: usize, work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads.clamp(1, batch.len().max(1));
    if threads == 1 {
        return batch.iter().map(work).collect();
    }
    let share = batch.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let handles: Vec<_> = batch
            .chunks(share)
            .map(|chunk| {
                let work = &work;
                scope.spawn(move || chunk.iter().map(work).collect::<Vec<R>>())
            })
            .collect();
        handles
            .into_iter()
            .flat_map(|handle| match handle.join() {
                Ok(results) => results,
                // A panic in a worker is a panic here: the caller's own catch decides what it costs.
                Err(panic) => std::panic::resume_unwind(panic),
            })
            .collect()
    })
}

/// Work that comes in pieces and whose results are wanted in the same order; both ends stay on the caller's thread.
pub trait Feed {
    /// A piece of work.
    type Piece: Send;
    /// What comes of it.
    type Made: Send;
    /// Why either end stops.
    type Stop;

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Where there is no going on; what was begun is thrown away.
    fn next(&mut self) -> Result<Option<Self::Piece>, Self::Stop>;

    /// Takes a result, in the order of the pieces.
    ///
    /// # Errors
    /// Where there is no going on; what was begun is thrown away.
    fn take(&mut self, made: Self::Made) -> Result<(), Self::Stop>;
}

/// How many pieces each thread may be ahead of what was taken: enough that none waits, few enough that memory is flat.
const AHEAD: usize = 2;

/// Runs pure work on at most `threads` threads. The caller's is one of them: it minds both ends of the feed, and works
/// where it would have to wait, so that no thread more than that wants a core.
///
/// # Errors
/// The first of the feed's own.
pub fn pipeline<F: Feed>(
    feed: &mut F,
    threads: usize,
    work: impl Fn(F::Piece) -> F::Made + Sync,
) -> Result<(), F::Stop> {
    if threads <= 1 {
        while let Some(piece) = feed.next()? {
            feed.take(work(piece))?;
        }
        return Ok(());
    }
    let queue = Queue::new();
    let answer = |(piece, answer): (F::Piece, Sender<F::Made>)| {
        // Nobody waits any more where the feed has stopped.
        let _ = answer.send(work(piece));
    };
    std::thread::scope(|scope| {
        let pieces = Open(&queue);
        for _ in 1..threads {
            scope.spawn(|| {
                while let Some(piece) = queue.wait() {
                    answer(piece);
                }
            });
        }
        let mut begun: VecDeque<Receiver<F::Made>> = VecDeque::new();
        let mut is_open = true;
        loop {
            while is_open && begun.len() < threads.saturating_mul(AHEAD) {
                let Some(piece) = feed.next()? else {
                    is_open = false;
                    break;
                };
                let (answer, answered) = channel();
                pieces.0.push((piece, answer));
                begun.push_back(answered);
            }
            let Some(first) = begun.front() else { return Ok(()) };
            let made = match first.try_recv() {
                Ok(made) => Ok(made),
                // Nothing to take yet: work instead of waiting, as long as there is some that nobody has begun.
                Err(_) => match queue.take() {
                    Some(piece) => {
                        answer(piece);
                        continue;
                    }
                    None => first.recv(),
                },
            };
            // A worker panicked; the scope's end passes it on.
            let Ok(made) = made else { return Ok(()) };
            begun.pop_front();
            feed.take(made)?;
        }
    })
}

/// What nobody has taken yet, and whether more may come.
struct Queue<T> {
    left: Mutex<(VecDeque<T>, bool)>,
    changed: Condvar,
}

impl<T> Queue<T> {
    fn new() -> Self {
        Self { left: Mutex::new((VecDeque::new(), true)), changed: Condvar::new() }
    }

    fn left(&self) -> MutexGuard<'_, (VecDeque<T>, bool)> {
        self.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, one: T) {
        self.left().0.push_back(one);
        self.changed.notify_one();
    }

    /// The first of what is there.
    fn take(&self) -> Option<T> {
        self.left().0.pop_front()
    }

    /// The first, as soon as there is one; none once no more come.
    fn wait(&self) -> Option<T> {
        let is_idle = |left: &mut (VecDeque<T>, bool)| left.0.is_empty() && left.1;
        let left = self.changed.wait_while(self.left(), is_idle);
        left.unwrap_or_else(PoisonError::into_inner).0.pop_front()
    }
}

/// A queue that takes pieces, as long as this is there; what is left then is thrown away.
struct Open<'q, T>(&'q Queue<T>);

impl<T> Drop for Open<'_, T> {
    fn drop(&mut self) {
        *self.0.left() = (VecDeque::new(), false);
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::sync::Mutex;

    use super::{Feed, map, pipeline};

    #[test]
    fn order_does_not_depend_on_threads() {
        let batch: Vec<u32> = (0..1_000).collect();
        for threads in [0, 1, 2, 3, 7, 2_000] {
            assert_eq!(map(&batch, threads, |n| n * 2), batch.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
        assert!(map(&Vec::<u32>::new(), 4, |n| *n).is_empty());
    }

    /// Numbers up to an end, of which one is not to be had.
    struct Numbers {
        next: u32,
        missing: Option<u32>,
        taken: Vec<u32>,
        most: usize,
    }

    impl Feed for Numbers {
        type Piece = u32;
        type Made = u32;
        type Stop = u32;

        fn next(&mut self) -> Result<Option<u32>, u32> {
            self.next += 1;
            self.most = self.most.max(usize::try_from(self.next).expect("small") - 1 - self.taken.len());
            match self.next {
                next if Some(next) == self.missing => Err(next),
                next => Ok((next <= 500).then_some(next)),
            }
        }

        fn take(&mut self, made: u32) -> Result<(), u32> {
            self.taken.push(made);
            Ok(())
        }
    }

    #[test]
    fn a_feed_gets_its_results_in_order_and_never_runs_far_ahead() {
        for threads in [0, 1, 2, 3, 7] {
            let mut feed = Numbers { next: 0, missing: None, taken: Vec::new(), most: 0 };
            let uneven = |n: u32| {
                if n.is_multiple_of(3) {
                    std::thread::yield_now();
                }
                n * 2
            };
            assert_eq!(pipeline(&mut feed, threads, uneven), Ok(()));
            assert_eq!(feed.taken, (1..=500).map(|n| n * 2).collect::<Vec<_>>(), "{threads} threads");
            assert!(feed.most <= threads.max(1) * 2, "{threads} threads were {} ahead", feed.most);
            let mut feed = Numbers { missing: Some(40), next: 0, taken: Vec::new(), most: 0 };
            assert_eq!(pipeline(&mut feed, threads, |n| n), Err(40));
        }
    }

    #[test]
    fn no_more_threads_work_than_were_asked_for_and_the_callers_is_one() {
        for threads in [1, 2, 3, 7] {
            let mut feed = Numbers { next: 0, missing: None, taken: Vec::new(), most: 0 };
            let seen = Mutex::new(HashSet::new());
            let work = |n: u32| {
                seen.lock().expect("no test panics with it").insert(std::thread::current().id());
                n
            };
            assert_eq!(pipeline(&mut feed, threads, work), Ok(()));
            let mut seen = seen.into_inner().expect("no test panics with it");
            seen.insert(std::thread::current().id());
            assert!(seen.len() <= threads, "{threads} threads were {}", seen.len());
        }
    }

    #[test]
    fn a_panic_in_a_worker_is_a_panic_here() {
        let mut feed = Numbers { next: 0, missing: None, taken: Vec::new(), most: 0 };
        let run = std::panic::AssertUnwindSafe(|| {
            pipeline(&mut feed, 2, |n| if n == 9 { panic!("on purpose") } else { n })
        });
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
