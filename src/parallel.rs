//! Ordered fan-out of pure work; threads live here, in `sts/` and in `render/human`, nowhere else.

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

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn order_does_not_depend_on_threads() {
        let batch: Vec<u32> = (0..1_000).collect();
        for threads in [0, 1, 2, 3, 7, 2_000] {
            assert_eq!(map(&batch, threads, |n| n * 2), batch.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
        assert!(map(&Vec::<u32>::new(), 4, |n| *n).is_empty());
    }
}
