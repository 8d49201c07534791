//! A neighbour: a thread that reads and writes its way through more memory than any cache holds, over and over.
//! What it takes from others are their caches and the way to memory.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, spawn};

/// Bytes: many times what a processor's caches hold.
const SIZE: usize = 256 << 20;

/// Keeps another core busy until it is dropped.
pub(crate) struct Neighbour {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Neighbour {
    pub(crate) fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&stop);
        let thread = spawn(move || {
            let mut words = vec![1_u64; SIZE / size_of::<u64>()];
            while !told.load(Ordering::Relaxed) {
                // One word of each line of cache, so that nothing but memory is waited for.
                for line in words.chunks_mut(8) {
                    line[0] = line[0].wrapping_mul(3);
                }
                std::hint::black_box(&words);
            }
        });
        Self { stop, thread: Some(thread) }
    }
}

impl Drop for Neighbour {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the neighbour only counts");
        }
    }
}
