//! Progress bars on stderr.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;
use throughline_engine::Progress;

/// A bar for the stage at hand; nothing where stderr is no terminal or talk is not wanted.
pub(crate) struct Bars {
    quiet: bool,
    bar: Mutex<Option<ProgressBar>>,
}

impl Bars {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { quiet, bar: Mutex::new(None) }
    }

    fn with(&self, act: impl FnOnce(&mut Option<ProgressBar>)) {
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }
}

impl Progress for Bars {
    fn begin(&self, stage: &str, total: u64, unit: &str) {
        if self.quiet {
            return;
        }
        let amount = match (total, unit) {
            (0, _) => "",
            (_, "bytes") => " {bytes}/{total_bytes} ({bytes_per_sec}, {eta} left)",
            _ => " {human_pos}/{human_len} ({eta} left)",
        };
        let template = if total == 0 {
            "{msg:>8} {spinner} {elapsed}".to_owned()
        } else {
            format!("{{msg:>8}} {{wide_bar}}{amount}")
        };
        let bar = if total == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(total) };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.set_style(
            ProgressStyle::with_template(&template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        bar.set_message(stage.to_owned());
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        self.with(|current| *current = Some(bar));
    }

    fn at(&self, done: u64) {
        self.with(|current| {
            if let Some(bar) = current {
                bar.set_position(done);
            }
        });
    }

    fn end(&self) {
        self.with(|current| {
            if let Some(bar) = current.take() {
                bar.finish_and_clear();
            }
        });
    }
}
